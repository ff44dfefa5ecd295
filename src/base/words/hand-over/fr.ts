import type { HandOverWords } from './en.ts'

export const handOver: HandOverWords = {
  lead: 'La personne choisie a une minute pour accepter et entre avec ses propres droits. Le contrôle à distance prend alors fin ; vous restez jusqu’à votre départ. Le visiteur voit les deux noms.',
  to: 'À',
  people: 'Quelqu’un',
  roles: 'La première personne d’un rôle qui accepte',
  nobody: 'Personne d’autre dans ce groupe ne peut voir de sessions.',
  note: 'Note',
  noteExample: 'A besoin d’aide pour la facture',
  submit: 'Proposer',
  withdraw: 'Retirer',
  states: {
    open: (to) => `En attente de l’accord de ${to}.`,
    declined: (to) => `${to} a refusé. La session reste la vôtre.`,
    expired: (to) => `${to} n’a pas répondu à temps. La session reste la vôtre.`,
  },
}
