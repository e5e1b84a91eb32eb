import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Measures Apache Kafka's own producer, with the scenarios, records and rules of the Node.js clients.
 *
 * Arguments, each name=value: topic, warmUpMs, measureMs, senders (0: one sender with a window), window, values (a file
 * with one value a line), keys (how many different ones; 0: none), headers, form (bytes or strings), and producer.X for
 * the property X of the producer. The last line of the output is the figures as JSON.
 */
public final class ProducerHarness<T> {
    private static final int TIMED_EVERY = 31;
    private static final int INITIAL_SAMPLES = 1 << 10;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String PROPERTY_PREFIX = "producer.";

    private final Producer<T, T> producer;
    private final List<ProducerRecord<T, T>> records;
    private final double meanValueBytes;
    private final LongAdder settledCount = new LongAdder();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean isTiming = false;
    private volatile boolean hasEnded = false;

    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String arg : args) {
            int equalsAt = arg.indexOf('=');
            settings.put(arg.substring(0, equalsAt), arg.substring(equalsAt + 1));
        }
        String figures = settings.get("form").equals("strings")
            ? run(settings, new StringSerializer(), text -> text)
            : run(settings, new ByteArraySerializer(), text -> text.getBytes(StandardCharsets.UTF_8));
        System.out.println(figures);
    }

    private static <T> String run(Map<String, String> settings, Serializer<T> serializer, Function<String, T> form)
        throws Exception {
        Properties properties = new Properties();
        settings.forEach((name, value) -> {
            if (name.startsWith(PROPERTY_PREFIX)) properties.put(name.substring(PROPERTY_PREFIX.length()), value);
        });
        ProducerHarness<T> harness;
        String values;
        try (Producer<T, T> producer = new KafkaProducer<>(properties, serializer, serializer)) {
            harness = new ProducerHarness<>(producer, settings, form);
            values = harness.measure(settings);
        }
        return String.format(Locale.ROOT,
            "{\"clientVersion\":\"%s\",\"runtime\":\"Java %s\",\"acknowledged\":%d,\"values\":%s}",
            AppInfoParser.getVersion(), System.getProperty("java.version"), harness.settledCount.sum(), values);
    }

    private ProducerHarness(Producer<T, T> producer, Map<String, String> settings, Function<String, T> form)
        throws Exception {
        List<String> values = Files.readAllLines(Path.of(settings.get("values")));
        List<T> formed = values.stream().map(form).toList();
        int keyCount = Integer.parseInt(settings.get("keys"));
        List<Header> headers = headers(Integer.parseInt(settings.get("headers")));
        this.producer = producer;
        this.meanValueBytes = values.stream()
            .mapToInt(value -> value.getBytes(StandardCharsets.UTF_8).length).average().orElseThrow();
        this.records = new ArrayList<>();
        for (int index = 0; index < (keyCount == 0 ? formed.size() : keyCount); index++) {
            T key = keyCount == 0 ? null : form.apply(String.format(Locale.ROOT, "%08d", index));
            T value = formed.get(index % formed.size());
            records.add(new ProducerRecord<>(settings.get("topic"), null, key, value, headers));
        }
    }

    private static List<Header> headers(int count) {
        List<Header> headers = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            String name = "header-" + number;
            headers.add(new RecordHeader(name, ("value of " + name).getBytes(StandardCharsets.UTF_8)));
        }
        return headers;
    }

    private String measure(Map<String, String> settings) throws Exception {
        int window = Integer.parseInt(settings.get("window"));
        int senderCount = Math.max(1, Integer.parseInt(settings.get("senders")));
        List<Samples> samples = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int number = 0; number < senderCount; number++) {
            Samples own = new Samples();
            samples.add(own);
            int firstRecord = number * (records.size() / senderCount);
            senders.add(new Thread(() -> runSender(window, firstRecord, own)));
        }
        senders.forEach(Thread::start);

        Thread.sleep(Long.parseLong(settings.get("warmUpMs")));
        long settledBefore = settledCount.sum();
        long startedAtCpu = cpuNanos();
        long startedAt = System.nanoTime();
        isTiming = true;
        Thread.sleep(Long.parseLong(settings.get("measureMs")));
        isTiming = false;
        long settled = settledCount.sum() - settledBefore;
        long cpuNanos = cpuNanos() - startedAtCpu;
        long elapsedNanos = System.nanoTime() - startedAt;
        hasEnded = true;
        for (Thread sender : senders) sender.join();
        if (failure.get() != null) throw failure.get();

        double[] sortedMs = sortedLatenciesMs(samples);
        if (sortedMs.length == 0) throw new IllegalStateException("No timed record settled");
        double recordsPerSecond = settled * 1e9 / elapsedNanos;
        return String.format(Locale.ROOT,
            "{\"recordsPerSecond\":%.3f,\"megabytesPerSecond\":%.6f,\"p50Ms\":%.6f,\"p99Ms\":%.6f,"
                + "\"cpuUsPerRecord\":%.6f}",
            recordsPerSecond, recordsPerSecond * meanValueBytes / 1e6, percentile(sortedMs, 0.5),
            percentile(sortedMs, 0.99), cpuNanos / 1e3 / settled);
    }

    private void runSender(int window, int firstRecord, Samples samples) {
        try {
            if (window > 0) sendInWindow(window, samples);
            else sendOneByOne(firstRecord, samples);
        } catch (Exception error) {
            failure.compareAndSet(null, error);
        }
    }

    /** One caller that never waits for a single record. Its callbacks all run in the producer's one thread. */
    private void sendInWindow(int windowSize, Samples samples) throws Exception {
        Semaphore window = new Semaphore(windowSize);
        Callback onSettled = (metadata, error) -> settle(window, error);
        for (long sendCount = 0; !hasEnded && failure.get() == null; sendCount++) {
            window.acquire();
            ProducerRecord<T, T> record = records.get((int) (sendCount % records.size()));
            if (sendCount % TIMED_EVERY == 0) {
                long sentAt = System.nanoTime();
                producer.send(fresh(record), (metadata, error) -> {
                    if (isTiming) samples.add(System.nanoTime() - sentAt);
                    settle(window, error);
                });
            } else {
                producer.send(fresh(record), onSettled);
            }
        }
        window.acquire(windowSize);
    }

    /** The producer closes a record's headers to changes when it takes it, and so a record with headers is sent once. */
    private ProducerRecord<T, T> fresh(ProducerRecord<T, T> record) {
        Header[] headers = record.headers().toArray();
        if (headers.length == 0) return record;
        return new ProducerRecord<>(record.topic(), null, record.key(), record.value(), Arrays.asList(headers));
    }

    private void settle(Semaphore window, Exception error) {
        if (error == null) settledCount.increment();
        else failure.compareAndSet(null, error);
        window.release();
    }

    private void sendOneByOne(int firstRecord, Samples samples) throws Exception {
        for (int index = firstRecord; !hasEnded && failure.get() == null; index = (index + 1) % records.size()) {
            long sentAt = System.nanoTime();
            producer.send(fresh(records.get(index))).get();
            settledCount.increment();
            if (isTiming) samples.add(System.nanoTime() - sentAt);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double[] sortedLatenciesMs(List<Samples> samples) {
        return samples.stream().flatMapToDouble(Samples::millis).sorted().toArray();
    }

    /** Nearest rank, as src/measure/percentile.ts does it. */
    private static double percentile(double[] sorted, double share) {
        return sorted[Math.max(1, (int) Math.ceil(share * sorted.length)) - 1];
    }

    /** Latencies in nanoseconds; written by one thread, read after the writer has ended. */
    private static final class Samples {
        private long[] nanos = new long[INITIAL_SAMPLES];
        private int count = 0;

        void add(long latencyNanos) {
            if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
            nanos[count++] = latencyNanos;
        }

        DoubleStream millis() {
            return Arrays.stream(nanos, 0, count).mapToDouble(latency -> latency / NANOS_PER_MILLI);
        }
    }
}
