import { parseJson } from '../../base/parse.ts'
import { startEmbed } from '../embed/embed.ts'
import { embedConfig } from '../embed-messages.ts'

/* The page `/agent/embed`, in a frame of a customer's page. */

const MAX_CONFIG_LENGTH = 8_192

const root = document.getElementById('app')
const content = document.querySelector('meta[name="sidelong-embed"]')?.getAttribute('content') ?? ''
if (root) startEmbed(root, parseJson(content, MAX_CONFIG_LENGTH, embedConfig))
