/** The model over the 0.4 wire. */
package org.natter.client.bridge;
