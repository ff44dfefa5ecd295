import 'zone.js'
import '@angular/compiler'
import { NgClass, NgFor, NgIf } from '@angular/common'
import {
  ChangeDetectionStrategy,
  Component,
  provideZoneChangeDetection,
  signal,
  ViewEncapsulation,
} from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'

/* Compiled in the browser: no command line tool, no decorators. */

const Badge = Component({
  selector: 'app-badge',
  standalone: true,
  encapsulation: ViewEncapsulation.ShadowDom,
  template: '<b><slot></slot></b>',
  styles: ['b { padding: 2px 8px; border-radius: 8px; background: gold; } :host { margin-left: 8px; }'],
})(class Badge {})

const App = Component({
  selector: 'app-root',
  standalone: true,
  imports: [NgFor, NgIf, NgClass, Badge],
  changeDetection: ChangeDetectionStrategy.Default,
  template: `
    <h1>{{ rows().length }} rows <app-badge>{{ total() }}</app-badge></h1>
    <button id="add" (click)="add()">Add</button>
    <button id="drop" (click)="drop()">Drop</button>
    <button id="late" (click)="late()">Later</button>
    <p *ngIf="isLate" class="note">A while later</p>
    <table>
      <tr *ngFor="let row of rows(); trackBy: idOf" [ngClass]="{ big: row.value > 50 }">
        <td>{{ row.id }}</td>
        <td><input [value]="row.value" (input)="set(row, $event)"></td>
        <td [style.width.px]="row.value" class="bar"></td>
      </tr>
    </table>
  `,
  styles: [
    ':host { display: block; padding: 16px; font-family: sans-serif } .big td { font-weight: bold } .bar { background: #8ac } .note { color: green }',
  ],
})(
  class App {
    rows = signal(Array.from({ length: 6 }, (_, id) => ({ id, value: (id * 31) % 100 })))
    isLate = false
    total() {
      return this.rows().reduce((sum, { value }) => sum + Number(value), 0)
    }
    add() {
      this.rows.update((rows) => [...rows, { id: rows.length, value: (rows.length * 31) % 100 }])
    }
    drop() {
      this.rows.update((rows) => rows.filter(({ id }) => id % 2 === 0))
    }
    late() {
      setTimeout(() => {
        this.isLate = true
      }, 50)
    }
    set(row, event) {
      row.value = event.target.value
    }
    idOf(_, row) {
      return row.id
    }
  },
)

document.getElementById('app').append(document.createElement('app-root'))
bootstrapApplication(App, { providers: [provideZoneChangeDetection()] })
