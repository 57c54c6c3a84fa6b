/**
 * What an application sees: accounts, topics, members, messages. It knows no wire, only {@link
 * org.natter.client.model.Link}.
 */
package org.natter.client.model;
