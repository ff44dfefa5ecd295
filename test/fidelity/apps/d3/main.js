import * as d3 from 'd3'

const size = { width: 720, height: 360, margin: 40 }
const svg = d3.select('#app').append('svg').attr('width', size.width).attr('height', size.height)
const x = d3
  .scaleBand()
  .range([size.margin, size.width - 10])
  .padding(0.2)
const y = d3.scaleLinear().range([size.height - size.margin, 10])
const axes = {
  x: svg.append('g').attr('transform', `translate(0,${size.height - size.margin})`),
  y: svg.append('g').attr('transform', `translate(${size.margin},0)`),
}
const gradient = svg
  .append('defs')
  .append('linearGradient')
  .attr('id', 'fade')
  .attr('gradientTransform', 'rotate(90)')
gradient.append('stop').attr('offset', '0%').attr('stop-color', 'steelblue')
gradient.append('stop').attr('offset', '100%').attr('stop-color', 'white')

globalThis.draw = (count) => {
  const data = d3.range(count).map((i) => ({ name: `n${i}`, value: (i * 37) % 100 }))
  x.domain(data.map(({ name }) => name))
  y.domain([0, 100])
  axes.x.call(d3.axisBottom(x))
  axes.y.call(d3.axisLeft(y).ticks(5))
  svg
    .selectAll('rect')
    .data(data, ({ name }) => name)
    .join((enter) => enter.append('rect').attr('y', y(0)).attr('height', 0).attr('fill', 'url(#fade)'))
    .attr('x', ({ name }) => x(name))
    .attr('width', x.bandwidth())
    .transition(d3.transition().duration(200))
    .attr('y', ({ value }) => y(value))
    .attr('height', ({ value }) => y(0) - y(value))
  const arcs = d3.pie()(data.slice(0, 6).map(({ value }) => value + 5))
  svg
    .selectAll('path.slice')
    .data(arcs)
    .join('path')
    .attr('class', 'slice')
    .attr('transform', 'translate(600,90)')
    .attr('d', d3.arc().innerRadius(20).outerRadius(60))
    .attr('fill', (_, i) => d3.schemeTableau10[i])
}
globalThis.draw(8)
