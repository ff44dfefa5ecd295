import { createSignal, For } from 'solid-js'
import html from 'solid-js/html'
import { render } from 'solid-js/web'

function App() {
  const [rows, setRows] = createSignal(['a', 'b', 'c'].map((name, id) => ({ id, name })))
  const [isOn, setOn] = createSignal(false)
  return html`<main style="padding: 16px; font-family: sans-serif">
    <button id="more" onClick=${() => setRows((all) => [{ id: all.length, name: `row ${all.length}` }, ...all])}>More</button>
    <button id="swap" onClick=${() => setRows((all) => [...all].reverse())}>Swap</button>
    <label><input id="on" type="checkbox" checked=${isOn} onInput=${() => setOn(!isOn())} /> ${() => (isOn() ? 'on' : 'off')}</label>
    <ol classList=${() => ({ on: isOn() })}>
      <${For} each=${rows}>${(row) => html`<li data-id=${row.id}>${row.name}</li>`}<//>
    </ol>
  </main>`
}

render(App, document.getElementById('app'))
