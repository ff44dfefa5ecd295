// What a page needs that records with rrweb and nothing else: built to be weighed.
import { record } from 'rrweb'

Object.assign(globalThis, { record })
