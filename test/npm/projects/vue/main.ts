import type { SessionState } from '@sidelong/visitor'
import { createApp, defineComponent, h, onScopeDispose, type Ref, ref } from 'vue'
import App from './app.vue'
import { sidelong } from './sidelong'

export function useSidelongState(): Ref<SessionState> {
  const state = ref(sidelong.state)
  onScopeDispose(sidelong.on('state', (event) => (state.value = event.state)))
  return state
}

const Root = defineComponent(() => {
  const state = useSidelongState()
  const key = ref('')
  const start = () => void sidelong.start({ randomKey: true }).then((session) => (key.value = session.key))
  return () =>
    h(App, {
      text: key.value && state.value === 'waiting' ? `W ${key.value === sidelong.getKey()}` : state.value,
      onHelp: start,
    })
})

createApp(Root).mount('#app')
