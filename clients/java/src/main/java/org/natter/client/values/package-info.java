/**
 * Values of the protocol: modes, ids, times, API keys, and the one class of errors. Everything here is immutable or
 * without state, and may be used by any thread.
 *
 * <p>In all packages: where something may be absent it is null, and its description says when. Times are ms since the
 * epoch.
 */
package org.natter.client.values;
