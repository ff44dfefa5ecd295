import 'uplot/dist/uPlot.min.css'
import uPlot from 'uplot'

const xs = Array.from({ length: 200 }, (_, i) => i)
const waves = [7, 13].map((n) => xs.map((x) => Math.sin(x / n) * 40 + 50))
globalThis.plot = new uPlot(
  {
    width: 800,
    height: 360,
    title: 'Waves',
    scales: { x: { time: false } },
    series: [
      {},
      { label: 'long', stroke: 'crimson', width: 2 },
      { label: 'short', stroke: 'teal', fill: '#0881' },
    ],
  },
  [xs, ...waves],
  document.getElementById('app'),
)
