package org.natter.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.natter.client.FakePlatform;
import org.natter.client.Waiting;
import org.natter.client.values.NatterException;

class SessionTest {
  private static final String GROUP = "grpuhB5OZqd-mMY";

  private final FakePlatform platform = new FakePlatform();
  private final List<String> heard = new ArrayList<>();
  private final FakeChannel channel =
      new FakeChannel(
          platform,
          new SessionListener() {
            @Override
            public void data(Data data) {
              heard.add("data " + data.content().asText());
            }

            @Override
            public void pres(Pres pres) {
              heard.add("pres " + pres.what());
            }

            @Override
            public void evicted(String topic) {
              heard.add("evicted " + topic);
            }

            @Override
            public void closed(Ending ending) {
              heard.add("closed " + ending.code() + " " + ending.text());
            }
          });

  private CompletableFuture<Answer> ask(Request request) {
    CompletableFuture<Answer> answer = channel.session.request(request);
    platform.advance(0);
    return answer;
  }

  private static String data(String ts, String content) {
    return "{'data':{'topic':'" + GROUP + "','ts':'2026-01-05T" + ts + "Z','content':'" + content + "'}}";
  }

  private static List<String> contents(CompletableFuture<Answer> answer) {
    return Waiting.get(answer).data().stream().map(one -> one.content().asText()).collect(Collectors.toList());
  }

  /** To that request; {@code count} is of the messages of a page. */
  private void answer(int request, int code, int count) {
    String params = "{'what':'data','count':" + count + "}";
    channel.come(
        "{'ctrl':{'id':'" + id(channel, request) + "','code':" + code + ",'text':'said','params':" + params
            + ",'ts':'" + FakeChannel.TS + "'}}");
  }

  private static String id(FakeChannel channel, int at) {
    return channel.sent.get(at).iterator().next().get("id").textValue();
  }

  @Test
  void theGreetingOpensIt() {
    channel.greeted("{'key':1,'find':2}");
    assertThat(Waiting.get(channel.opened)).isSameAs(channel.session);
    assertThat(channel.session.has("key")).isTrue();
    assertThat(channel.session.has("find")).as("another version").isFalse();
    assertThat(channel.session.has("bearer")).isFalse();
    assertThat(channel.session.transport()).isEqualTo(TransportName.WEBSOCKET);
  }

  @Test
  void aRefusalInPlaceOfTheGreeting() {
    channel.come("{'ctrl':{'code':503,'text':'shutting down','ts':'" + FakeChannel.TS + "'}}");
    NatterException error = Waiting.failureOf(channel.opened);
    assertThat(error.code()).isEqualTo(503);
    assertThat(error.canRetry()).isTrue();
  }

  @Test
  void aConnectionThatWasNeverThere() {
    channel.lose(403, "no such key");
    assertThat(Waiting.failureOf(channel.opened).code()).isEqualTo(403);
    FakeChannel other = new FakeChannel(platform, new SessionListener() {});
    other.lose(1006, "lost");
    assertThat(Waiting.failureOf(other.opened).code()).as("no status of HTTP").isEqualTo(0);
    assertThat(heard).isEmpty();
  }

  @Test
  void answersFindTheirRequests() {
    channel.greeted("{}");
    CompletableFuture<Answer> first = ask(new LeaveRequest(GROUP));
    CompletableFuture<Answer> second = ask(new LeaveRequest("me"));
    channel.answer(304, "");
    assertThat(Waiting.get(second).ctrl().code()).isEqualTo(304);
    assertThat(first).isNotDone();
    channel.come("{'ctrl':{'id':'" + id(channel, 0) + "','code':200,'text':'ok','ts':'" + FakeChannel.TS + "'}}");
    assertThat(Waiting.get(first).ctrl().code()).isEqualTo(200);
  }

  @Test
  void aRefusalTellsCodeTextRequestAndWhetherToTryAgain() {
    channel.greeted("{}");
    CompletableFuture<Answer> answer = ask(new GetRequest(GROUP).what("info"));
    channel.answer(403, ",'params':{'detail':'not a member'}");
    NatterException error = Waiting.failureOf(answer);
    assertThat(error.code()).isEqualTo(403);
    assertThat(error.text()).isEqualTo("said");
    assertThat(error.request()).hasToString("get " + GROUP);
    assertThat(error.canRetry()).isFalse();
    assertThat(error).hasMessage("get " + GROUP + " 403 said not a member");
    assertThat(NatterException.canHelp(503)).isTrue();
    assertThat(NatterException.canHelp(501)).isFalse();
  }

  @Test
  void descriptionsAndListsAreAnswersWithoutCtrl() {
    channel.greeted("{}");
    CompletableFuture<Answer> answer = ask(new GetRequest("me").what("info sub"));
    String meta = "{'meta':{'id':'" + id(channel, 0) + "','topic':'me','ts':'" + FakeChannel.TS + "',";
    channel.come(meta + "'info':{'created':'c','updated':'u'}}}");
    assertThat(answer).isNotDone();
    channel.come(meta + "'sub':[{'topic':'" + GROUP + "','updated':'u'}]}}");
    assertThat(Waiting.get(answer).info().created()).isEqualTo("c");
    assertThat(Waiting.get(answer).subs()).extracting(SubEntry::topic).containsExactly(GROUP);
    assertThat(Waiting.get(answer).ctrl()).isNull();
  }

  @Test
  void whoHasToWaitGetsNothingBesides() {
    channel.greeted("{}");
    CompletableFuture<Answer> attached = ask(new SubRequest(GROUP).get("info"));
    channel.answer(200, "");
    assertThat(attached).as("the description is still to come").isNotDone();
    CompletableFuture<Answer> waits = ask(new SubRequest(GROUP).get("info"));
    channel.answer(202, "");
    assertThat(waits).isCompleted();
    CompletableFuture<Answer> bansHimself = ask(new SubRequest(GROUP).mode("X").get("info"));
    channel.answer(200, "");
    assertThat(bansHimself).isCompleted();
  }

  @Test
  void messagesWithinTheRangeBelongToTheAnswer() {
    channel.greeted("{}");
    Browse browse = new Browse().since("2026-01-05T09:00:00.002Z").before("2026-01-05T09:00:00.004Z");
    CompletableFuture<Answer> answer = ask(new GetRequest(GROUP).what("data").browse(browse));
    channel.come(data("09:00:00.001", "before"));
    channel.come(data("09:00:00.002", "first"));
    channel.come(data("09:00:00.003", "last"));
    channel.come(data("09:00:00.003", "last"));
    channel.come(data("09:00:00.004", "after"));
    channel.come("{'data':{'topic':'me','ts':'2026-01-05T09:00:00.003Z','content':'elsewhere'}}");
    channel.answer(200, "");
    assertThat(Waiting.get(answer).data()).extracting(one -> one.content().asText()).containsExactly("first", "last");
    channel.come(data("09:00:00.003", "again"));
    assertThat(heard)
        .as("what comes twice is a part of the answer, and live")
        .containsExactly("data before", "data last", "data after", "data elsewhere", "data again");
  }

  @Test
  void whatIsPublishedAfterThePageWasReadIsNoPartOfIt() {
    channel.greeted("{}");
    CompletableFuture<Answer> answer = ask(new GetRequest(GROUP).what("data"));
    channel.come(data("09:00:00.002", "page"));
    channel.come(data("09:00:00.009", "live"));
    channel.come(data("09:00:00.001", "page"));
    channel.answer(200, ",'params':{'what':'data','count':2}");
    assertThat(heard).containsExactly("data live");
    assertThat(Waiting.get(answer).data()).extracting(Data::ts).isSorted().hasSize(2);
  }

  @Test
  void whatIsPublishedBeforeThePageWasReadAndDoesNotFitInIsLive() {
    channel.greeted("{}");
    CompletableFuture<Answer> answer = ask(new GetRequest(GROUP).what("data").browse(new Browse().limit(1)));
    channel.come(data("09:00:00.001", "one"));
    channel.come(data("09:00:00.002", "two"));
    channel.come(data("09:00:00.002", "two"));
    channel.answer(200, ",'params':{'what':'data','count':1}");
    assertThat(contents(answer)).containsExactly("two");
    assertThat(heard).containsExactlyInAnyOrder("data one", "data two");
  }

  @Test
  void ofSeveralPagesTheFirstHasWhatComesForTheyComeOneAfterTheOther() {
    channel.greeted("{}");
    CompletableFuture<Answer> first = ask(new GetRequest(GROUP).what("data"));
    CompletableFuture<Answer> second = ask(new GetRequest(GROUP).what("data"));
    channel.come(data("09:00:00.001", "both"));
    channel.come(data("09:00:00.001", "both"));
    answer(0, 200, 1);
    assertThat(contents(first)).containsExactly("both");
    assertThat(heard).containsExactly("data both");
    channel.come(data("09:00:00.001", "both"));
    channel.come(data("09:00:00.002", "live"));
    answer(1, 200, 1);
    assertThat(contents(second)).containsExactly("both");
    assertThat(heard).containsExactly("data both", "data live");
  }

  @Test
  void messagesBehindARefusalBelongToTheNextRequest() {
    channel.greeted("{}");
    CompletableFuture<Answer> refused = ask(new GetRequest(GROUP).what("data"));
    CompletableFuture<Answer> answered = ask(new GetRequest(GROUP).what("data"));
    answer(0, 403, 0);
    channel.come(data("09:00:00.001", "hello"));
    answer(1, 200, 1);
    assertThat(Waiting.failureOf(refused).code()).isEqualTo(403);
    assertThat(contents(answered)).containsExactly("hello");
    assertThat(heard).isEmpty();
  }

  @Test
  void aPageThatNobodyWaitsForIsNotTakenForNews() {
    channel.greeted("{}");
    ask(new GetRequest(GROUP).what("data")).cancel(false);
    CompletableFuture<Answer> late = channel.session.request(new GetRequest(GROUP).what("data"), 500);
    platform.advance(500);
    assertThat(late).isCompletedExceptionally();
    for (int request = 0; request < 2; request++) {
      channel.come(data("09:00:00.001", "page"));
      channel.come(data("09:00:00.009", "live " + request));
      answer(request, 200, 1);
    }
    assertThat(heard).containsExactly("data live 0", "data live 1");
  }

  @Test
  void aPageThatBreaksOffEndsTheSessionForNewsMayBeInIt() {
    channel.greeted("{}");
    CompletableFuture<Answer> answer = ask(new GetRequest(GROUP).what("data"));
    channel.answer(503, "");
    assertThat(Waiting.failureOf(answer).code()).isEqualTo(503);
    assertThat(heard).as("nothing had come").isEmpty();
    ask(new GetRequest(GROUP).what("data"));
    channel.come(data("09:00:00.001", "page or news"));
    channel.answer(503, "");
    assertThat(heard).containsExactly("closed 0 connection lost");
    assertThat(channel.isClosed).isTrue();
  }

  @Test
  void whatNobodyAskedFor() {
    channel.greeted("{}");
    channel.come("{'pres':{'topic':'me','user':'usrIU_LOVwRNsc','what':'on'}}");
    channel.come("{'ctrl':{'topic':'" + GROUP + "','code':205,'text':'evicted','ts':'" + FakeChannel.TS + "'}}");
    channel.come("{'ctrl':{'id':'99','code':200,'text':'late','ts':'" + FakeChannel.TS + "'}}");
    channel.come("{'later':{'topic':'me'}}");
    channel.come("no packet");
    assertThat(heard).containsExactly("pres on", "evicted " + GROUP);
  }

  @Test
  void noAnswerInTime() {
    channel.greeted("{}");
    CompletableFuture<Answer> usual = ask(new LeaveRequest("me"));
    CompletableFuture<Answer> hasty = channel.session.request(new LeaveRequest("me"), 500);
    platform.advance(499);
    assertThat(hasty).isNotDone();
    platform.advance(1);
    NatterException error = Waiting.failureOf(hasty);
    assertThat(error.code()).isEqualTo(NatterException.NO_ANSWER);
    assertThat(error.canRetry()).isTrue();
    assertThat(error.request().word()).isEqualTo("leave");
    platform.advance(29_499);
    assertThat(usual).isNotDone();
    platform.advance(1);
    assertThat(usual).isCompletedExceptionally();
    channel.answer(200, "");
    assertThat(heard).as("it comes too late for anybody").isEmpty();
  }

  @Test
  void whoeverCancelsWaitsNoMore() {
    channel.greeted("{}");
    CompletableFuture<Answer> unsent = channel.session.request(new LeaveRequest("me"));
    unsent.cancel(false);
    platform.advance(0);
    assertThat(channel.sent).as("not sent any more").isEmpty();
  }

  @Test
  void aMessageThatWouldEndTheSessionIsRefusedHere() {
    channel.greeted("{}");
    String content = "\"" + String.join("", Collections.nCopies(17_000, "ä")) + "\"";
    NatterException error = Waiting.failureOf(ask(new PubRequest(GROUP, content)));
    assertThat(error.code()).isEqualTo(413);
    assertThat(error.text()).isEqualTo("too big");
    assertThat(error.canRetry()).isFalse();
    assertThat(channel.sent).isEmpty();
  }

  @Test
  void theEndOfTheConnectionIsTheEndOfAllRequests() {
    channel.greeted("{}");
    CompletableFuture<Answer> open = ask(new LeaveRequest("me"));
    channel.lose(1001, "going away");
    assertThat(Waiting.failureOf(open).text()).isEqualTo("going away");
    assertThat(Waiting.failureOf(ask(new LeaveRequest("me"))).canRetry()).isTrue();
    assertThat(heard).containsExactly("closed 1001 going away");
    assertThat(channel.isClosed).isTrue();
  }

  @Test
  void whoeverClosesItHearsNothingMore() {
    channel.greeted("{}");
    CompletableFuture<Answer> open = ask(new LeaveRequest("me"));
    channel.session.close();
    platform.advance(0);
    assertThat(Waiting.failureOf(open).code()).isEqualTo(NatterException.NO_ANSWER);
    channel.lose(1000, "bye");
    channel.come(data("09:00:00.001", "late"));
    assertThat(heard).isEmpty();
    assertThat(channel.isClosed).isTrue();
  }
}
