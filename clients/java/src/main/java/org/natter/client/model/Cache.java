package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/**
 * Where a client keeps what it has seen and what it has not sent yet, over restarts. It belongs to one account of one
 * server; logging out empties it. One that fails costs its content and nothing else.
 *
 * <p>The methods may block. They are called by one thread at a time, never by one of the application and never by the one
 * on which messages are handled.
 */
public interface Cache {
  /**
   * What was written last.
   *
   * @return null where nothing is kept
   */
  JsonNode read(String key) throws IOException;

  /** Each entry whole or not at all; all of them at once where the store can. A value of null removes. */
  void write(Map<String, JsonNode> entries) throws IOException;

  /** Keeps nothing any more. */
  void clear() throws IOException;
}
