import 'quill/dist/quill.snow.css'
import Quill from 'quill'

globalThis.quill = new Quill('#app', {
  theme: 'snow',
  placeholder: 'Write…',
  modules: {
    toolbar: [
      [{ header: [1, 2, false] }],
      ['bold', 'italic', 'link', 'blockquote', 'code-block'],
      [{ list: 'ordered' }, { list: 'bullet' }],
      [{ color: [] }],
    ],
  },
})
globalThis.quill.setContents([
  { insert: 'A heading' },
  { insert: '\n', attributes: { header: 1 } },
  { insert: 'Some ' },
  { insert: 'bold', attributes: { bold: true } },
  { insert: ' words and a ' },
  { insert: 'link', attributes: { link: 'https://example.org' } },
  { insert: '\nfirst' },
  { insert: '\n', attributes: { list: 'ordered' } },
  { insert: 'second' },
  { insert: '\n', attributes: { list: 'ordered' } },
])
