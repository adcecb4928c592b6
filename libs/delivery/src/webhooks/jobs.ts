/** Jobs of the worker. */
export const SEND_WEBHOOK = 'send-webhook';
export const SEND_WEBHOOK_NOTICE = 'send-webhook-notice';

/** The job that sends a delivery; adding it again takes the place of one that waits. */
export function jobOf(deliveryId: string): { readonly key: string; readonly payload: { readonly deliveryId: string } } {
  return { key: `webhook ${deliveryId}`, payload: { deliveryId } };
}
