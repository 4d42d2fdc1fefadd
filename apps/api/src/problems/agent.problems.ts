import { defineProblems } from './problem-definition.js';

export const agentProblems = defineProblems({
  'agent.not_found': {
    status: 404,
    title: 'No such agent',
    detail: 'There is no such agent.',
    action: 'List your agents for the right id.',
  },
  'agent.name_taken': {
    status: 409,
    title: 'Name already used',
    detail: 'Another of your agents has this name.',
    action: 'Choose another name.',
  },
  'agent.limit_reached': {
    status: 409,
    title: 'Too many agents',
    detail: 'You have as many agents as you may have.',
    action: 'Delete one that is no longer used, then make the new one.',
  },
  'agent.in_use': {
    status: 409,
    title: 'Agent in use',
    detail: 'Calls go to this agent, or would once the draft is published.',
    action:
      'See "usedBy": give those numbers another agent, take it out of the draft and publish that; then delete it.',
  },
});
