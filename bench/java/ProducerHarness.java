import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Measures Apache Kafka's own producer on its defaults, with the scenarios, records and rules of the Node.js clients.
 *
 * Arguments: client (ignored), scenario (a, b or c), brokers, topic, warm-up in ms, measured time in ms. The last line
 * of the output is the figures as JSON.
 */
public final class ProducerHarness {
    private static final int WINDOW_SIZE = 20_000;
    private static final int SENDER_COUNT = 200;
    private static final int TIMED_EVERY = 31;
    private static final int POOL_SIZE = 4_096;
    private static final int VALUE_BYTES = 100;
    private static final int INITIAL_SAMPLES = 1 << 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Producer<byte[], byte[]> producer;
    private final List<ProducerRecord<byte[], byte[]>> records;
    private final LongAdder settledCount = new LongAdder();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean isTiming = false;
    private volatile boolean hasEnded = false;

    public static void main(String[] args) throws Exception {
        String scenario = args[1];
        String brokers = args[2];
        String topic = args[3];
        long warmUpMs = Long.parseLong(args[4]);
        long measureMs = Long.parseLong(args[5]);

        Properties settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        ByteArraySerializer serializer = new ByteArraySerializer();
        String figures;
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings, serializer, serializer)) {
            figures = new ProducerHarness(producer, topic).measure(scenario, warmUpMs, measureMs);
        }
        System.out.println(figures);
    }

    private ProducerHarness(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.records = new ArrayList<>(POOL_SIZE);
        for (int index = 0; index < POOL_SIZE; index++) records.add(record(topic, index));
    }

    /** The bytes of record `index`, as src/records/bench-record.ts makes them. */
    private static ProducerRecord<byte[], byte[]> record(String topic, int index) {
        byte[] key = String.format(Locale.ROOT, "%08d", index).getBytes(StandardCharsets.US_ASCII);
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < VALUE_BYTES; i++) value[i] = (byte) ('a' + (index * 31 + i * 7) % 26);
        return new ProducerRecord<>(topic, key, value);
    }

    private String measure(String scenario, long warmUpMs, long measureMs) throws Exception {
        List<Samples> samples = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        int senderCount = scenario.equals("b") ? SENDER_COUNT : 1;
        for (int number = 0; number < senderCount; number++) {
            Samples own = new Samples();
            samples.add(own);
            int firstRecord = number * (POOL_SIZE / senderCount);
            senders.add(new Thread(() -> runSender(scenario, firstRecord, own)));
        }
        senders.forEach(Thread::start);

        Thread.sleep(warmUpMs);
        long settledBefore = settledCount.sum();
        long startedAtCpu = cpuNanos();
        long startedAt = System.nanoTime();
        isTiming = true;
        Thread.sleep(measureMs);
        isTiming = false;
        long settled = settledCount.sum() - settledBefore;
        long cpuNanos = cpuNanos() - startedAtCpu;
        long elapsedNanos = System.nanoTime() - startedAt;
        hasEnded = true;
        for (Thread sender : senders) sender.join();
        if (failure.get() != null) throw failure.get();

        double[] sortedMs = sortedLatenciesMs(samples);
        if (sortedMs.length == 0) throw new IllegalStateException("No timed record settled");
        return String.format(Locale.ROOT,
            "{\"records\":%d,\"elapsedMs\":%.3f,\"cpuUs\":%.3f,\"p50Ms\":%.6f,\"p99Ms\":%.6f,"
                + "\"clientVersion\":\"%s\",\"runtime\":\"Java %s\"}",
            settled, elapsedNanos / NANOS_PER_MILLI, cpuNanos / 1e3, percentile(sortedMs, 0.5),
            percentile(sortedMs, 0.99), AppInfoParser.getVersion(), System.getProperty("java.version"));
    }

    private void runSender(String scenario, int firstRecord, Samples samples) {
        try {
            if (scenario.equals("a")) sendInWindow(samples);
            else sendOneByOne(firstRecord, samples);
        } catch (Exception error) {
            failure.compareAndSet(null, error);
        }
    }

    /** One caller that never waits for a single record. Its callbacks all run in the producer's one thread. */
    private void sendInWindow(Samples samples) throws Exception {
        Semaphore window = new Semaphore(WINDOW_SIZE);
        Callback onSettled = (metadata, error) -> settle(window, error);
        for (long sendCount = 0; !hasEnded && failure.get() == null; sendCount++) {
            window.acquire();
            ProducerRecord<byte[], byte[]> record = records.get((int) (sendCount % POOL_SIZE));
            if (sendCount % TIMED_EVERY == 0) {
                long sentAt = System.nanoTime();
                producer.send(record, (metadata, error) -> {
                    if (isTiming) samples.add(System.nanoTime() - sentAt);
                    settle(window, error);
                });
            } else {
                producer.send(record, onSettled);
            }
        }
        window.acquire(WINDOW_SIZE);
    }

    private void settle(Semaphore window, Exception error) {
        if (error == null) settledCount.increment();
        else failure.compareAndSet(null, error);
        window.release();
    }

    private void sendOneByOne(int firstRecord, Samples samples) throws Exception {
        for (int index = firstRecord; !hasEnded && failure.get() == null; index = (index + 1) % POOL_SIZE) {
            long sentAt = System.nanoTime();
            producer.send(records.get(index)).get();
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
