import 'leaflet/dist/leaflet.css'
import L from 'leaflet'

const app = document.getElementById('app')
app.style.height = '480px'
const map = L.map(app, { zoomAnimation: false, fadeAnimation: false }).setView([52.5, 13.4], 11)
const Tiles = L.GridLayer.extend({
  createTile({ x, y, z }) {
    const tile = document.createElement('img')
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="hsl(${(x * 40 + y * 25) % 360} 40% 85%)" stroke="#999"/><text x="90" y="130" font-size="16">${z}/${x}/${y}</text></svg>`
    tile.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
    return tile
  },
})
new Tiles({ attribution: 'drawn here' }).addTo(map)
L.polygon(
  [
    [52.51, 13.3],
    [52.55, 13.42],
    [52.47, 13.5],
  ],
  { color: 'crimson' },
).addTo(map)
L.circle([52.48, 13.35], { radius: 1_500, color: 'teal' }).addTo(map)
const icon = L.divIcon({ html: '<b>★</b>', className: 'star', iconSize: [24, 24] })
L.marker([52.52, 13.4], { icon }).addTo(map).bindPopup('<h3>Here</h3><p>A popup.</p>').openPopup()
globalThis.map = map
