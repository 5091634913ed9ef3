// Names of events of providers that publish no types of them, copied from where they list them.

/** `Shopify\Webhooks\Topics` of Shopify's own PHP library, and the compliance topics of shopify.dev/docs/apps/build/privacy-law-compliance. */
export type ShopifyTopic =
  | 'APP_UNINSTALLED'
  | 'CHECKOUTS_CREATE'
  | 'CUSTOMERS_CREATE'
  | 'CUSTOMERS_DELETE'
  | 'CUSTOMERS_UPDATE'
  | 'FULFILLMENTS_CREATE'
  | 'ORDERS_CANCELLED'
  | 'ORDERS_CREATE'
  | 'ORDERS_DELETE'
  | 'ORDERS_FULFILLED'
  | 'ORDERS_PAID'
  | 'ORDERS_PARTIALLY_FULFILLED'
  | 'ORDERS_UPDATED'
  | 'PRODUCTS_CREATE'
  | 'PRODUCTS_DELETE'
  | 'PRODUCTS_UPDATE'
  | 'REFUNDS_CREATE'
  | 'CUSTOMERS_DATA_REQUEST'
  | 'CUSTOMERS_REDACT'
  | 'SHOP_REDACT'

/** developer.paypal.com: docs/checkout/apm/reference/subscribe-to-webhooks, subscriptions/webhooks, docs/disputes/webhooks, api/rest/webhooks/event-names. */
export type PaypalEventName =
  | 'CHECKOUT.ORDER.APPROVED'
  | 'CHECKOUT.ORDER.COMPLETED'
  | 'PAYMENT.CAPTURE.COMPLETED'
  | 'PAYMENT.CAPTURE.DECLINED'
  | 'PAYMENT.CAPTURE.DENIED'
  | 'PAYMENT.CAPTURE.PENDING'
  | 'PAYMENT.CAPTURE.REFUNDED'
  | 'PAYMENT.CAPTURE.REVERSED'
  | 'CUSTOMER.DISPUTE.CREATED'
  | 'CUSTOMER.DISPUTE.UPDATED'
  | 'CUSTOMER.DISPUTE.RESOLVED'
  | 'BILLING.SUBSCRIPTION.CREATED'
  | 'BILLING.SUBSCRIPTION.ACTIVATED'
  | 'BILLING.SUBSCRIPTION.UPDATED'
  | 'BILLING.SUBSCRIPTION.EXPIRED'
  | 'BILLING.SUBSCRIPTION.CANCELLED'
  | 'BILLING.SUBSCRIPTION.SUSPENDED'
  | 'BILLING.SUBSCRIPTION.PAYMENT.FAILED'

/** The events of @slack/types 3.2.0, which nothing else here needs. */
export type SlackEventName =
  | 'app_home_opened'
  | 'app_mention'
  | 'channel_created'
  | 'member_joined_channel'
  | 'message'
  | 'reaction_added'
