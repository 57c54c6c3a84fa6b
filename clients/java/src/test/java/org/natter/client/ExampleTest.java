package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Paths;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.natter.client.Programs.Program;

/** The console chat, by its keyboard and its screen. */
class ExampleTest {
  @TempDir File home;

  @Test
  void twoPeopleAtTheirConsoles() throws IOException, InterruptedException {
    try (RealServer server = RealServer.started();
        Programs programs = Programs.compiled(home, Collections.singletonList(Paths.get("examples/Chat.java")))) {
      converse(server, programs);
    }
  }

  /** All that it can do. */
  static void converse(RealServer server, Programs programs) throws IOException, InterruptedException {
    Program ann = programs.run("Chat", server.url(), RealServer.API_KEY, "ann", "blue teapot");
    Program ben = programs.run("Chat", server.url(), RealServer.API_KEY, "ben", "green kettle");
    ann.until("* you are ann");
    ben.until("* you are ben");
    ann.type("hello?");
    ann.until("* to whom?");
    ann.type("/with ben");
    ann.until("* this is p2p");
    ann.type("hello, ben");
    ann.until("ann: hello, ben");
    ben.type("/with ann");
    ben.until("ann: hello, ben");
    ben.type("hello, ann");
    ann.until("ben: hello, ann");

    ann.type("/new Tea");
    String group = ann.until("* this is grp").substring("* this is ".length());
    ann.type("/invite ben");
    ben.until("* you are invited: /join " + group);
    ben.type("/join " + group);
    ben.until("* this is " + group);
    ben.type("any biscuits?");
    ann.until("ben: any biscuits?");
    ben.type("/invite nobody");
    ben.until("* there is no nobody");

    server.kill();
    ann.until("* not online");
    ann.type("typed while the server was away");
    server.start();
    ben.until("ann: typed while the server was away");
    ann.type("/list");
    ann.until(line -> line.contains(" ben ("));
    assertThat(ann.end()).noneMatch(line -> line.contains("Exception"));
    ben.type("/quit");
    ben.end();

    Program again = programs.run("Chat", server.url(), RealServer.API_KEY, "ann", "forgotten, but the token is kept");
    again.until("* you are ann");
    again.type("/list");
    again.until(line -> line.contains("Tea, /join " + group));
    again.end();
  }
}
