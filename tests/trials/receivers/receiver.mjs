// A shop that is told of payments by Stripe, verified with Stripe's own library for Node. It prints the port it listens on.
// Its first argument is the folder whose node_modules has the library; the second, the defects (comma separated).

import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.argv[2], 'index.js'));
const Stripe = require('stripe');
const { webhooks } = new (Stripe.default ?? Stripe)('none');

const defects = new Set((process.argv[3] ?? '').split(','));
const secret = process.env.RECEIVER_SECRET;
const most = 262144;
const seen = new Set();
const orders = new Map();

const answer = (response, status, body = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(body));
};

const apply = (event) => {
    const { metadata } = event.data.object;
    const order = orders.get(metadata.order_id) ?? { captures: 0, saidAt: 0 };
    const state = event.type === 'payment_intent.succeeded' ? 'paid' : 'failed';
    if (seen.has(event.id) && !defects.has('no_dedupe')) {
        return;
    }
    seen.add(event.id);
    order.captures += state === 'paid' ? 1 : 0;
    if (event.created >= order.saidAt || defects.has('order_ignored')) {
        Object.assign(order, { state, saidAt: event.created });
    }
    orders.set(metadata.order_id, order);
};

const notified = (body, signature) => {
    let raw = body;
    if (defects.has('reserialised')) {
        raw = JSON.stringify(JSON.parse(body.toString()));
    }
    const event = webhooks.constructEvent(raw, signature ?? '', secret, defects.has('no_tolerance') ? 1e9 : 300);
    if (typeof event?.data?.object?.metadata?.order_id !== 'string') {
        throw new TypeError('no event');
    }
    return event;
};

const receive = (request, response) => {
    const parts = [];
    let length = 0;
    request.on('data', (part) => {
        parts.push(part);
        length += part.length;
        if (length > most) {
            answer(response, 413);
            request.destroy();
        }
    });
    request.on('end', () => {
        try {
            apply(notified(Buffer.concat(parts), request.headers['stripe-signature']));
            answer(response, 200, { received: true });
        } catch {
            answer(response, 400);
        }
    });
    request.on('error', () => {});
};

const server = http.createServer((request, response) => {
    if (request.method === 'POST') {
        receive(request, response);
        return;
    }
    const order = orders.get(request.url.split('/').at(-1));
    answer(response, order ? 200 : 404, order);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
