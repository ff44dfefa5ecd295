// The cart: a list of { id, finish, quantity } in localStorage.
import { product } from './catalogue.js'

const KEY = 'lindenhof-cart'
const MAX_QUANTITY = 20

export function readCart() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(lines) ? lines.filter((line) => product(line.id) && line.quantity > 0) : []
  } catch {
    return []
  }
}

function writeCart(lines) {
  try {
    localStorage.setItem(KEY, JSON.stringify(lines))
  } catch {
    /* private mode: the cart lives as long as the page */
  }
  dispatchEvent(new CustomEvent('cart-change'))
}

export const cartCount = () => readCart().reduce((sum, line) => sum + line.quantity, 0)
export const clearCart = () => writeCart([])

export function addToCart(id, finish, quantity = 1) {
  const lines = readCart()
  const same = lines.find((line) => line.id === id && line.finish === finish)
  if (same) same.quantity = Math.min(MAX_QUANTITY, same.quantity + quantity)
  else lines.push({ id, finish, quantity })
  writeCart(lines)
}

export function setQuantity(id, finish, quantity) {
  const wanted = Math.max(0, Math.min(MAX_QUANTITY, Math.round(quantity) || 0))
  writeCart(
    readCart().flatMap((line) =>
      line.id !== id || line.finish !== finish ? [line] : wanted ? [{ ...line, quantity: wanted }] : [],
    ),
  )
}

const FREE_FROM = 60
const deliveryPrice = { standard: 5.9, express: 14.9, pickup: 0 }
const promos = { LINDEN10: 0.1, HELLO5: 0.05 }
export const promoRate = (code) => promos[code.trim().toUpperCase()] ?? 0

export function totals(lines, delivery = 'standard', rate = 0) {
  const goods = lines.reduce((sum, line) => sum + product(line.id).price * line.quantity, 0)
  const discount = Math.round(goods * rate * 100) / 100
  const free = delivery === 'standard' && goods - discount >= FREE_FROM
  const shipping = lines.length === 0 || free ? 0 : deliveryPrice[delivery]
  const total = goods - discount + shipping
  return {
    goods,
    discount,
    shipping,
    total,
    vat: total - total / 1.19,
    missing: Math.max(0, FREE_FROM - goods),
  }
}
