/**
 * The layer below the model: packets as the 0.4 wire has them, one future per request, over WebSocket or long polling.
 *
 * <p>Times, modes and durations are text here, as they travel; {@link org.natter.client.values} reads them.
 *
 * <p><b>Threads.</b> Methods may be called by any thread. Futures are completed, and listeners are called, on the thread of
 * the {@link org.natter.client.values.Platform}; nothing else happens while such a call runs, so it must not wait.
 */
package org.natter.client.wire;
