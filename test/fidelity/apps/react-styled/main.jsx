import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import styled, { createGlobalStyle, css, keyframes, ThemeProvider } from 'styled-components'

const themes = {
  light: { ink: '#222', paper: '#fff', accent: '#06c' },
  dark: { ink: '#eee', paper: '#112', accent: '#fc3' },
}
const Global = createGlobalStyle`
  body { margin: 0; font: 16px/1.5 sans-serif; color: ${({ theme }) => theme.ink}; background: ${({ theme }) => theme.paper}; }
`
const enter = keyframes`from { opacity: 0; transform: translateY(8px) } to { opacity: 1; transform: none }`
const Card = styled.section`
  margin: 16px; padding: 16px; border: 1px solid currentColor; border-radius: 8px;
  animation: ${enter} 200ms ease-out;
  & > h2 { margin: 0 0 8px; color: ${({ theme }) => theme.accent}; }
  @media (min-width: 600px) { max-width: 560px; }
`
const Button = styled.button`
  padding: 6px 12px; border: 0; border-radius: 4px; color: #fff; background: ${({ theme }) => theme.accent};
  ${({ $quiet }) => $quiet && css`background: transparent; color: inherit; text-decoration: underline;`}
`
const Bar = styled.div.attrs(({ $share }) => ({ style: { width: `${$share}%` } }))`
  height: 12px; margin: 4px 0; background: hsl(${({ $hue }) => $hue} 70% 50%);
`

function App() {
  const [mode, setMode] = useState('light')
  const [bars, setBars] = useState([20, 55, 80])
  const [text, setText] = useState('')
  return (
    <ThemeProvider theme={themes[mode]}>
      <Global />
      <Card>
        <h2>Bars</h2>
        {bars.map((share, i) => (
          <Bar key={share} $share={share} $hue={i * 47} />
        ))}
        <Button id="add" onClick={() => setBars([...bars, (bars.length * 37) % 100])}>
          One more
        </Button>
        <Button id="shuffle" $quiet onClick={() => setBars([...bars].reverse())}>
          Turn around
        </Button>
        <Button id="theme" $quiet onClick={() => setMode(mode === 'light' ? 'dark' : 'light')}>
          {mode}
        </Button>
      </Card>
      <Card as="form">
        <h2>Say something</h2>
        <input id="text" value={text} onChange={(event) => setText(event.target.value)} />
        <p>{text.length} letters</p>
        {text.length > 3 && <strong>long</strong>}
      </Card>
    </ThemeProvider>
  )
}

createRoot(document.getElementById('app')).render(<App />)
