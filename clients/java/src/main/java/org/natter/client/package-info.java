/** Java and Android bindings of Natter. {@link org.natter.client.Client} is where to begin. */
package org.natter.client;
