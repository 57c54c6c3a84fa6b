package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One topic, the whole of it: what it is, who belongs to it, and who may do what, on top of its messages. */
final class LiveTopic<U, G, C> extends TopicAttachment<U, G, C> {
  LiveTopic(String name, Home<U, G, C> home) {
    super(name, home);
  }

  CompletableFuture<Description<U, G>> describe(Bounds bounds) {
    return use("get", bounds, on -> on.describe(name))
        .thenApply(
            found -> {
              Description<U, G> described = describe(found);
              update(snapshot().with(described));
              return described;
            });
  }

  CompletableFuture<List<Member<U>>> loadMembers(Bounds bounds) {
    return open(Joining.plain(), bounds)
        .thenCompose(opened -> membersAfter(null, bounds))
        .thenApply(
            all -> {
              update(snapshot().withMembers(all));
              return all;
            });
  }

  CompletableFuture<List<Member<U>>> membersAfter(String user, Bounds bounds) {
    return use("get", bounds, on -> on.members(name, user)).thenApply(this::members);
  }

  CompletableFuture<Bearer> change(Changes changes, Bounds bounds) {
    return use("set", bounds, on -> on.change(name, changes));
  }

  CompletableFuture<Void> deleteTopic(Bounds bounds) {
    return use("del", bounds, on -> on.deleteTopic(name)).thenAccept(done -> remove(null));
  }

  /** @param user null: what oneself wants */
  CompletableFuture<Void> setAccess(String user, String mode, JsonNode info, Bounds bounds) {
    return use("set", bounds, on -> on.setAccess(name, user, mode, info))
        .thenCompose(
            done -> {
              home.refreshSoon();
              if (link() == null) return CompletableFuture.completedFuture(null);
              return CompletableFuture.allOf(loadMembers(bounds), describe(bounds));
            });
  }

  /** Do not disturb. */
  CompletableFuture<Void> mute(Bounds bounds) {
    return setAccess(null, "X", null, bounds)
        .thenAccept(
            done -> {
              want(false);
              detach(TopicSnapshot.State.BANNED, null);
            });
  }

  /** Somebody came or went, or the topic changed. @param user null: it is about the topic */
  void presence(String user, String what) {
    if (user != null && (what.equals("on") || what.equals("off"))) cameOrWent(user, what.equals("on"));
    if (what.equals("upd") && link() != null) describe(Bounds.usual(home.platform));
  }

  private void cameOrWent(String user, boolean isHere) {
    boolean isKnown = false;
    List<Member<U>> all = new ArrayList<>();
    for (Member<U> one : snapshot().members()) {
      isKnown |= one.user().equals(user);
      all.add(one.user().equals(user) ? one.withOnline(isHere) : one);
    }
    if (isHere && !isKnown) loadMembers(Bounds.usual(home.platform));
    else update(snapshot().withMembers(all));
  }
}
