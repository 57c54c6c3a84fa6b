package org.natter.client.model;

import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Arrays;
import java.util.List;

/**
 * What somebody says of an account or a group, all at once when it is made, or what of it changes. What is not set stays as
 * it is. Each method returns another object and leaves this one as it was.
 *
 * @param <P> what is public: the profile of a user, or what is public of a group
 */
public final class About<P> {
  private static final Object CLEAR = new Object();

  private final Object publicData;
  private final Object privateData;
  private final Changes rest;

  private About(Object publicData, Object privateData, Changes rest) {
    this.publicData = publicData;
    this.privateData = privateData;
    this.rest = rest;
  }

  /** Nothing is set. */
  public static <P> About<P> nothing() {
    return new About<>(null, null, Changes.none());
  }

  /** What everybody may see. */
  public static <P> About<P> of(P publicData) {
    return About.<P>nothing().withPublic(publicData);
  }

  /** What everybody may see. */
  public About<P> withPublic(P value) {
    return new About<>(value, privateData, rest);
  }

  /** Nothing is public any more. */
  public About<P> clearPublic() {
    return new About<>(CLEAR, privateData, rest);
  }

  /** What only the user himself sees: anything that Jackson writes. */
  public About<P> withPrivate(Object value) {
    return new About<>(publicData, value, rest);
  }

  /** The own note is deleted. */
  public About<P> clearPrivate() {
    return new About<>(publicData, CLEAR, rest);
  }

  /** What newcomers get; of an account those who start a conversation. Letters; null leaves one as it is. */
  public About<P> withDefaultAccess(String auth, String anon) {
    return new About<>(publicData, privateData, rest.withDefaultAccess(new DefaultAccess(auth, anon)));
  }

  /** The words by which it is found; none: not at all. Needs the extension {@code find}. */
  public About<P> withTags(String... words) {
    return withTags(Arrays.asList(words));
  }

  /** The words by which it is found; an empty list: not at all. Needs the extension {@code find}. */
  public About<P> withTags(List<String> words) {
    return new About<>(publicData, privateData, rest.withTags(words));
  }

  /** Of a group: whoever has its link joins with this mode. Needs the extension {@code bearer}. */
  public About<P> withBearer(String mode) {
    return new About<>(publicData, privateData, rest.openToBearers(mode));
  }

  /** Written with the application's types. @throws org.natter.client.values.NatterException 400: Jackson cannot */
  Changes changes(PayloadTypes<?, ?, ?> types) {
    Changes changes = rest;
    if (publicData != null) changes = changes.withPublicData(types.tree(orClear(publicData)));
    if (privateData != null) changes = changes.withPrivateData(types.tree(orClear(privateData)));
    return changes;
  }

  private static Object orClear(Object value) {
    return value == CLEAR ? NullNode.getInstance() : value;
  }
}
