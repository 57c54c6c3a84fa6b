package org.natter.client.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.natter.client.values.Json;

/** {acc}: create an account, or change how one logs in. */
public final class AccRequest extends Request {
  /** With nothing set. */
  public AccRequest() {
    super("acc", null, new Members("user", "auth", "init"));
  }

  /** {@code new} creates an account. Default: the own one */
  public AccRequest user(String value) {
    members.put("user", value);
    return this;
  }

  /** To add, change or delete. */
  public AccRequest auth(Credential... value) {
    ArrayNode all = Json.mapper().createArrayNode();
    for (Credential one : value) all.add(one.members.json());
    members.put("auth", all);
    return this;
  }

  /** Of a new account. */
  public AccRequest init(Init value) {
    members.put("init", value == null ? null : value.members);
    return this;
  }
}
