import { loadSidelong, type SidelongApi } from '@sidelong/visitor'

// A test's page learns the server's address here; yours has it in its configuration.
const options = new URLSearchParams(location.search)
const scriptUrl = options.get('scripts')

export const sidelong: SidelongApi = loadSidelong({
  server: options.get('server') ?? 'https://co.shop.example',
  groupId: 4711,
  additionalGroupIds: [4712],
  inputEvents: { 'ctrl+shift+h': 'showTerms' },
  ...(scriptUrl !== null && { scriptUrl }),
})
