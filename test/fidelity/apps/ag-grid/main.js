import { AllCommunityModule, createGrid, ModuleRegistry } from 'ag-grid-community'

ModuleRegistry.registerModules([AllCommunityModule])
const app = document.getElementById('app')
app.style.height = '500px'
const woods = ['Oak', 'Beech', 'Ash']
globalThis.grid = createGrid(app, {
  columnDefs: [
    { field: 'id', pinned: 'left', width: 90 },
    { field: 'name', filter: true, sortable: true },
    { field: 'wood' },
    { field: 'price', editable: true, valueFormatter: ({ value }) => `${value} €` },
    ...Array.from({ length: 8 }, (_, i) => ({ field: `extra${i}` })),
  ],
  rowData: Array.from({ length: 400 }, (_, id) => ({
    id,
    name: `Chair ${(id * 7) % 400}`,
    wood: woods[id % 3],
    price: (id * 13) % 97,
    extra0: id,
    extra3: 'x',
  })),
  rowSelection: { mode: 'multiRow' },
  pagination: false,
  animateRows: false,
})
