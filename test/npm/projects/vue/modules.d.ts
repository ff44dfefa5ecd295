declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent<{ text: string; onHelp: () => void }>
  export default component
}
