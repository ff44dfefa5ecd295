// Two thousand bookings, the same on every load.
import { seeded } from './dom.js'

const partners = [
  ['Biomarkt Sonnenfeld', 'Groceries', 6, 62],
  ['Bäckerei Krume', 'Groceries', 2, 14],
  ['Stadtwerke Auental', 'Home', 9, 58],
  ['DB Fernverkehr', 'Travel', 9, 74],
  ['Radhaus Keller', 'Travel', 8, 84],
  ['Café Morgenrot', 'Eating out', 4, 28],
  ['Trattoria Da Nino', 'Eating out', 18, 66],
  ['Buchhandlung Seitenweise', 'Leisure', 9, 54],
  ['Kino am Fluss', 'Leisure', 11, 36],
  ['Lindenhof Shop', 'Home', 14, 165],
  ['Apotheke am Markt', 'Health', 6, 58],
  ['Zahnarzt Dr. Yıldız', 'Health', 15, 110],
  ['Musikschule Auental', 'Leisure', 18, 62],
  ['Mobilfunk Nord', 'Home', 17, 42],
]
const incomes = [
  ['Refund DB Fernverkehr', 19, 90],
  ['Noor Haddad, thanks for dinner', 15, 60],
  ['Tax office Auental', 120, 640],
]

export const categoryColors = {
  Groceries: '#6f8f6c',
  Home: '#b4532e',
  Travel: '#d9a441',
  'Eating out': '#7ba0ac',
  Leisure: '#8c6d9a',
  Health: '#cf8f8a',
  Income: '#35533b',
}

export function bookings(count = 2000) {
  const random = seeded(1907)
  const day = new Date(Date.UTC(2026, 10, 20))
  const list = []
  let balance = 8420.17
  let paidMonth = ''
  for (let index = 0; index < count; index += 1) {
    if (random() < 0.62) day.setUTCDate(day.getUTCDate() - 1)
    const month = day.toISOString().slice(0, 7)
    const isFirst = day.getUTCDate() <= 2 && paidMonth !== month
    if (isFirst) paidMonth = month
    const isIncome = random() < 0.05
    const [partner, category, low, high] = isFirst
      ? index % 2
        ? ['Hausverwaltung Linde GmbH', 'Home', 640, 640]
        : ['Werkstatt Birnbaum KG, salary', 'Income', 2870, 2870]
      : isIncome
        ? ((row) => [row[0], 'Income', row[1], row[2]])(incomes[Math.floor(random() * incomes.length)])
        : partners[Math.floor(random() * partners.length)]
    const size = Math.round((low + random() * (high - low)) * 100) / 100
    const amount = category === 'Income' ? size : -size
    list.push({
      id: 200000 - index,
      date: day.toISOString().slice(0, 10),
      partner,
      category,
      amount,
      balance: Math.round(balance * 100) / 100,
    })
    balance -= amount
  }
  return list
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
export const showDate = (iso) => dayFormat.format(new Date(`${iso}T00:00:00Z`))
