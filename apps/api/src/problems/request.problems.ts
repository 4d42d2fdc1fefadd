import { defineProblems } from './problem-definition.js';

/** The request itself is at fault, whoever sent it. */
export const requestProblems = defineProblems({
  'request.invalid': {
    status: 400,
    title: 'Invalid request',
    detail: 'Some fields of the request are missing or not valid.',
    action: 'Correct the fields listed in "errors" and send the request again.',
  },
  'request.malformed_json': {
    status: 400,
    title: 'Malformed JSON',
    detail: 'The body of the request is not valid JSON.',
    action: 'Send one JSON object and check its quotes, commas and brackets.',
  },
  'request.malformed': {
    status: 400,
    title: 'Malformed request',
    detail: 'The request could not be understood.',
    action: 'Check the address, the headers and the body against the documentation at /docs.',
  },
  'request.too_large': {
    status: 413,
    title: 'Request too large',
    detail: 'The request is larger than this service accepts.',
    action: 'Send a smaller body (at most 64 KB).',
  },
  'request.range_not_satisfiable': {
    status: 416,
    title: 'No such range',
    detail: 'The part that was asked for does not exist.',
    action: 'Leave out the header "Range", or ask for a part within the whole.',
  },
  'request.headers_too_large': {
    status: 431,
    title: 'Headers too large',
    detail: 'The address and the headers of the request are larger than this service accepts.',
    action: 'Send fewer or shorter headers (at most 16 KB in all).',
  },
  'request.unsupported_media_type': {
    status: 415,
    title: 'Unsupported media type',
    detail: 'The body of the request is not JSON.',
    action: 'Send the body as JSON with the header "Content-Type: application/json".',
  },
  'request.timeout': {
    status: 408,
    title: 'Request timed out',
    detail: 'The request did not arrive completely in time.',
    action: 'Send the request again.',
  },
  'route.not_found': {
    status: 404,
    title: 'No such address',
    detail: 'There is nothing at this address for this method.',
    action: 'Check the address and the method against the documentation at /docs.',
  },
  'route.method_not_allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'This address does not accept this method.',
    action: 'Check the method against the documentation at /docs.',
  },
});
