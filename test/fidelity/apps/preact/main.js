import { Fragment, h, render } from 'preact'
import { useState } from 'preact/hooks'

function App() {
  const [points, setPoints] = useState([10, 40, 25, 60, 45])
  const [isRaw, setRaw] = useState(false)
  const line = points.map((y, x) => `${x * 40},${80 - y}`).join(' ')
  return h(Fragment, null, [
    h('button', { id: 'add', onClick: () => setPoints([...points, (points.length * 23) % 80]) }, 'Point'),
    h('button', { id: 'raw', onClick: () => setRaw(!isRaw) }, isRaw ? 'Line' : 'Numbers'),
    isRaw
      ? h(
          'ul',
          null,
          points.map((y) => h('li', null, y)),
        )
      : h('svg', { width: 400, height: 90, viewBox: '0 0 400 90' }, [
          h('polyline', { points: line, fill: 'none', stroke: 'teal', 'stroke-width': 3 }),
          points.map((y, x) => h('circle', { cx: x * 40, cy: 80 - y, r: 4, class: 'dot' })),
          h(
            'foreignObject',
            { x: 300, y: 0, width: 90, height: 40 },
            h('div', null, h('b', null, `${points.length} points`)),
          ),
        ]),
  ])
}

render(h(App), document.getElementById('app'))
