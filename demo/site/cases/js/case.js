// Shared by the cases: buttons by id, and a line that says what happened.
export const $ = (selector, root = document) => root.querySelector(selector)
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)]

export function say(text) {
  const status = $('#status')
  if (status) status.textContent = text
}

/** Runs `action` on a click on #id; what it returns becomes the status. */
export function on(id, action) {
  $(`#${id}`).addEventListener('click', async (event) => {
    try {
      say((await action(event)) ?? id)
    } catch (error) {
      say(`not possible here: ${error.message}`)
    }
  })
}

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** 0, 1, 2, … one further on each call. */
export function counter() {
  let next = 0
  return () => next++
}
