package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Programs as an application's developer writes them: compiled for Java 8 without a warning, and run on their own. */
public final class Programs implements AutoCloseable {
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  /** Longer than anything takes. */
  private static final long WITHIN_S = 60;

  private final File home;
  private final String classPath;
  private final List<Program> running = new ArrayList<>();

  /**
   * @param home of whoever runs them
   * @param classPath where the programs are, and what they need
   */
  public Programs(File home, String classPath) {
    this.home = home;
    this.classPath = classPath;
  }

  /** Those of source files, compiled into a folder. */
  public static Programs compiled(File home, List<Path> sources) throws IOException {
    File classes = new File(home, "classes");
    compile(sources, classes);
    return new Programs(home, classes + File.pathSeparator + CLASS_PATH);
  }

  /** @throws AssertionError with what the compiler has to say */
  static void compile(List<Path> sources, File classes) throws IOException {
    assertThat(classes.mkdirs()).isTrue();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        Arrays.asList(
            "--release", "8", "-Xlint:all,-options", "-Werror", "-proc:none", "-encoding", "UTF-8", "-cp", CLASS_PATH,
            "-d", classes.toString());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<File> all = new ArrayList<>();
      for (Path source : sources) all.add(source.toFile());
      boolean isDone =
          compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromFiles(all)).call();
      assertThat(isDone).as(said.toString()).isTrue();
    }
  }

  public Program run(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    // these are short-lived
    command.addAll(Arrays.asList("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Duser.home=" + home));
    command.addAll(Arrays.asList("-cp", classPath, main));
    command.addAll(Arrays.asList(arguments));
    Program program = new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
    running.add(program);
    return program;
  }

  @Override
  public void close() {
    running.forEach(Program::kill);
  }

  /** One that runs. */
  public static final class Program {
    private final Process process;
    private final Writer input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private Program(Process process) {
      this.process = process;
      input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
      reader = new Thread(this::read);
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = output.readLine(); line != null; line = output.readLine()) lines.add(line);
      } catch (IOException ended) {
        // it was killed
      }
    }

    public void type(String line) throws IOException {
      input.write(line + "\n");
      input.flush();
    }

    /** The next line that begins so; those before it are passed over. */
    public String until(String beginning) {
      return until(line -> line.startsWith(beginning));
    }

    /** The next line that is so; those before it are passed over. */
    public String until(Predicate<String> isIt) {
      List<String> passed = new ArrayList<>();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
      try {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
          String line = lines.poll(left, TimeUnit.NANOSECONDS);
          if (line != null && isIt.test(line)) return line;
          if (line != null) passed.add(line);
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      throw new AssertionError("all that came was " + passed);
    }

    /** The rest of what it says, when it ends by itself; without an error. */
    public List<String> end() throws IOException, InterruptedException {
      return end(WITHIN_S);
    }

    List<String> end(long withinS) throws IOException, InterruptedException {
      input.close();
      assertThat(process.waitFor(withinS, TimeUnit.SECONDS)).as("it ended").isTrue();
      reader.join();
      List<String> rest = new ArrayList<>(lines);
      assertThat(process.exitValue()).as(rest.toString()).isZero();
      return rest;
    }

    public void kill() {
      process.destroyForcibly();
    }
  }
}
