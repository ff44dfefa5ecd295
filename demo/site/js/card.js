import { money } from './catalogue.js'
import { h } from './dom.js'

export const stars = (rating) => '★★★★★'.slice(0, Math.round(rating)) + '☆☆☆☆☆'.slice(Math.round(rating))

export const price = (p) => h('span.price', {}, p.was ? h('del', {}, money(p.was)) : null, money(p.price))

export const productCard = (p) =>
  h(
    'li.product-card',
    { id: `product-${p.id}`, 'data-id': p.id },
    h(
      'div.pic',
      {},
      h('img', { src: `img/${p.id}.svg`, alt: `${p.name} ${p.kind.toLowerCase()}`, width: 600, height: 600 }),
    ),
    p.badge ? h(`span.chip.${p.badge === 'Sale' ? 'clay' : 'green'}`, {}, p.badge) : null,
    h('h3', {}, h('a', { href: `product.html?id=${p.id}` }, p.name)),
    h('div.meta', {}, h('span', {}, p.kind), price(p)),
  )
