using SipEdge.Load.Measure;
using SipEdge.Load.Rtp;
using SipEdge.Load.Sip;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>Holds calls through a running system and sends audio through them.</summary>
internal static class RelayMeasurement
{
    private const int PacketsPerSecondOfOneStream = 50;
    private const double SetUpRate = 200;

    /// <summary>
    /// Sets up calls and leaves them up. When something was sent twice on the way all are ended and it is tried again: what a
    /// call became in a collision is not what is to be measured.
    /// </summary>
    internal static void Hold(CallLoad load, int calls, MediaOffer media)
    {
        const int Attempts = 3;
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            var statistics = SetUp(load, calls, media);
            if (statistics.Answered == calls && statistics.Clean)
            {
                return;
            }

            if (attempt == Attempts)
            {
                throw new InvalidOperationException(
                    $"{statistics.Answered} of {calls} calls came up, sent again {statistics.Retransmissions}, "
                    + $"seen twice {statistics.Repeats}: "
                    + CallMeasurement.Describe(statistics));
            }

            HangUp(load);
        }
    }

    private static CallStatistics SetUp(CallLoad load, int calls, MediaOffer media)
    {
        var statistics = new CallStatistics();
        load.Media = media;
        load.HoldCalls = true;
        load.Statistics = statistics;
        load.StartCalls(SetUpRate);
        load.TurnUntil(() => statistics.Started >= calls);
        load.StopCalls();
        long end = Clock.Now + (10 * Clock.Second);
        load.TurnUntil(() => statistics.Answered + statistics.Failed >= calls || Clock.Now > end);
        return statistics;
    }

    /// <summary>
    /// A relay that hands the caller's key on to the callee need not touch the packets; that is not what is compared.
    /// </summary>
    internal static void CheckKeysDiffer(IEnumerable<Call> held)
    {
        static bool HandedOn(Call call) =>
            call.Media is { CallerSecure: true, CalleeSecure: true }
            && call.FromCaller.Key.AsSpan().SequenceEqual(call.TowardsCallee.Key);
        if (held.Any(HandedOn))
        {
            throw new InvalidOperationException("caller and callee were given the same key: packets are not re-encrypted");
        }
    }

    internal static void HangUp(CallLoad load)
    {
        load.HangUp(perSecond: 500);
        load.Drain(TimeSpan.FromSeconds(12));
        load.HoldCalls = false;
    }

    internal static MediaOffer Offer(string kind) =>
        new(true, kind.StartsWith("srtp-", StringComparison.Ordinal), kind.EndsWith("-srtp", StringComparison.Ordinal));

    internal static int StreamsFor(double rate) => (int)Math.Ceiling(rate / PacketsPerSecondOfOneStream);

    internal static RelayFigures Measure(
        SystemUnderTest system,
        RtpLoad load,
        RtpStream[] streams,
        string kind,
        int round,
        double rate,
        TimeSpan warmUp,
        TimeSpan window)
    {
        var used = streams[..StreamsFor(rate)];
        var probe = new SurroundingsProbe(system.Groups[0].Core);
        double cpu = 0;
        long packets = 0;
        var collections = CollectionsProbe.Open(system, load.Calls);
        void Open()
        {
            probe.Open();
            cpu = system.CpuSeconds;
            packets = load.Received;
        }

        void Close()
        {
            cpu = system.CpuSeconds - cpu;
            packets = load.Received - packets;
            probe.Close();
        }

        var statistics = load.Run(used, rate, warmUp, window, Open, Close);
        system.CheckAlive();
        return new(system.Name, kind, round, rate, used.Length, window.TotalSeconds, statistics.Sent, statistics.Received,
            statistics.Sent - statistics.Received, statistics.Verified, statistics.Damaged, packets == 0 ? double.NaN
                : cpu * 1e6 / packets,
            Delays.Of(statistics.Delay), statistics.Headroom, Delays.Of(statistics.Lateness), probe.Finish(cpu),
            collections?.Close());
    }
}
