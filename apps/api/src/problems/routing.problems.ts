import { defineProblems } from './problem-definition.js';

/** What a tenant edits and publishes about their calls. */
export const routingProblems = defineProblems({
  'routing.route_not_found': {
    status: 404,
    title: 'No such route',
    detail: 'This number has no route.',
    action: 'List the routes, or write one for this number with PUT.',
  },
  'routing.ring_group_not_found': {
    status: 404,
    title: 'No such ring group',
    detail: 'There is no such ring group.',
    action: 'List the ring groups for the right id.',
  },
  'routing.forwarding_not_found': {
    status: 404,
    title: 'No such forwarding rule',
    detail: 'There is no such forwarding rule.',
    action: 'List the forwarding rules for the right id.',
  },
  'routing.hours_not_found': {
    status: 404,
    title: 'No such business hours',
    detail: 'There are no such business hours.',
    action: 'List the business hours for the right id.',
  },
  'routing.destination_not_found': {
    status: 404,
    title: 'No such destination',
    detail: 'There is no such destination.',
    action: 'List the destinations for the right id.',
  },
  'routing.version_not_found': {
    status: 404,
    title: 'No such version',
    detail: 'There is no such version of the routing.',
    action: 'List the versions for the right one.',
  },
  'routing.name_taken': {
    status: 409,
    title: 'Name already used',
    detail: 'Another one has this name.',
    action: 'Choose another name, or change the one that has it.',
  },
  'routing.in_use': {
    status: 409,
    title: 'Still in use',
    detail: 'Something else leads there, so it cannot be deleted.',
    action: 'See "usedBy" for what it is; change that first.',
  },
  'routing.unknown_reference': {
    status: 422,
    title: 'Names something that does not exist',
    detail: 'Some fields name an agent, a ring group, a destination or business hours that do not exist.',
    action: 'Correct the fields listed in "errors".',
  },
  'routing.not_publishable': {
    status: 422,
    title: 'Cannot be published',
    detail: 'The check found errors, so nothing was published; what was in force still is.',
    action: 'Correct what "findings" lists as errors, then publish again.',
  },
  'routing.too_large': {
    status: 422,
    title: 'Too much to publish',
    detail: 'The draft is larger than what can be put in force (8 MB as JSON).',
    action: 'Delete routes, ring groups, destinations or hours that are not used any more.',
  },
  'routing.version_conflict': {
    status: 409,
    title: 'Published meanwhile',
    detail: 'Another version has been published since the one you started from.',
    action: 'Look at what is in force now ("publishedVersion"), then publish again.',
  },
});
