using SipEdge.Media.Dtls;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Dtls;

/// <summary>Two of our own associations over a wire in memory.</summary>
public sealed class DtlsHandshakeTests : IDisposable
{
    private const long Millisecond = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DtlsTimes Quick = new(20_000 * Millisecond, 20 * Millisecond);

    private readonly DtlsContext _context = DtlsContext.TryCreate()!;

    public static TheoryData<SrtpSuite> Suites
    {
        get
        {
            var data = new TheoryData<SrtpSuite>();
            foreach (var suite in SrtpSuites.All)
            {
                if (suite is not (SrtpSuite.AesCm256HmacSha1_80 or SrtpSuite.AesCm256HmacSha1_32))
                {
                    data.Add(suite);
                }
            }

            return data;
        }
    }

    public void Dispose() => _context.Dispose();

    [Theory]
    [MemberData(nameof(Suites))]
    public void Both_sides_get_each_others_keys_of_the_suite_they_agree_on(SrtpSuite suite)
    {
        using var active = Begin(DtlsRole.Active, suite);
        using var passive = Begin(DtlsRole.Passive, suite);
        var wire = new LossyWire(active, passive);
        wire.Run(Patience);

        Assert.Equal((DtlsState.Established, DtlsState.Established), (active.State, passive.State));
        Assert.InRange(wire.Longest, 1, DtlsHandshake.Mtu);
        active.TakeKeys(out var activeReceive, out var activeSend);
        passive.TakeKeys(out var passiveReceive, out var passiveSend);
        Assert.Equal(suite, activeSend.Suite);
        Assert.Equal(activeSend, passiveReceive);
        Assert.Equal(activeReceive, passiveSend);
        Assert.NotEqual(activeSend, activeReceive);

        active.TakeKeys(out var again, out _);
        Assert.True(again.IsNone);
    }

    [Fact]
    public void The_passive_sides_order_of_suites_decides()
    {
        using var active = Begin(DtlsRole.Active, SrtpSuite.AesCm128HmacSha1_80, SrtpSuite.AesCm128HmacSha1_32);
        using var passive = Begin(DtlsRole.Passive, SrtpSuite.AesCm128HmacSha1_32, SrtpSuite.AesCm128HmacSha1_80);
        new LossyWire(active, passive).Run(Patience);

        passive.TakeKeys(out var receive, out _);
        Assert.Equal(SrtpSuite.AesCm128HmacSha1_32, receive.Suite);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lost_doubled_and_overtaken_datagrams_only_delay(bool addressProven)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            using var active = Begin(DtlsRole.Active, addressProven: addressProven);
            using var passive = Begin(DtlsRole.Passive, addressProven: addressProven);
            new LossyWire(active, passive, random, loss: 0.2).Run(Patience);

            Assert.True(
                (active.State, passive.State) == (DtlsState.Established, DtlsState.Established),
                $"seed {seed}, round {i}: {active.State} {active.Failure}, {passive.State} {passive.Failure}");
            active.TakeKeys(out var receive, out _);
            passive.TakeKeys(out _, out var send);
            Assert.Equal(receive, send);
        }
    }

    [Fact]
    public void A_source_that_proved_nothing_gets_less_than_it_sent_until_it_returns_the_cookie()
    {
        using var active = Begin(DtlsRole.Active);
        using var passive = Begin(DtlsRole.Passive, addressProven: false);
        active.Start(LossyWire.Now);
        Assert.True(active.TryTakeDatagram(out var hello));
        var sent = hello.Length;
        passive.Take(hello, LossyWire.Now);

        Assert.True(passive.TryTakeDatagram(out var answer));
        Assert.InRange(answer.Length, 1, sent - 1);
        Assert.False(passive.TryTakeDatagram(out _));
    }

    [Theory]
    [InlineData(DtlsRole.Active)]
    [InlineData(DtlsRole.Passive)]
    public void Another_certificate_than_signalled_ends_both_sides_without_keys(DtlsRole deceived)
    {
        var wrong = DtlsFingerprint.Compute(FingerprintHash.Sha256, "another certificate"u8);
        using var active = Begin(DtlsRole.Active, deceived == DtlsRole.Active ? wrong : _context.Fingerprint);
        using var passive = Begin(DtlsRole.Passive, deceived == DtlsRole.Passive ? wrong : _context.Fingerprint);
        new LossyWire(active, passive).Run(Patience);

        var (judge, other) = deceived == DtlsRole.Active ? (active, passive) : (passive, active);
        Assert.Equal((DtlsState.Failed, DtlsFailure.WrongFingerprint), (judge.State, judge.Failure));
        Assert.Equal((DtlsState.Failed, DtlsFailure.Protocol), (other.State, other.Failure));
    }

    [Fact]
    public void Where_signalling_named_no_certificate_none_is_right()
    {
        using var active = Begin(DtlsRole.Active, default(DtlsFingerprint));
        using var passive = Begin(DtlsRole.Passive, _context.Fingerprint);
        new LossyWire(active, passive).Run(Patience);

        Assert.Equal((DtlsState.Failed, DtlsFailure.WrongFingerprint), (active.State, active.Failure));
    }

    [Theory]
    [InlineData(FingerprintHash.Sha384)]
    [InlineData(FingerprintHash.Sha512)]
    public void A_longer_hash_is_compared_as_such(FingerprintHash hash)
    {
        var identity = DtlsIdentity.Create();
        using var context = DtlsContext.TryCreate(identity)!;
        using var active = context.TryBegin(
            new DtlsSettings(DtlsRole.Active, _context.Fingerprint), true, Quick, LossyWire.Now, out _)!;
        using var passive = Begin(DtlsRole.Passive, DtlsFingerprint.Compute(hash, identity.Certificate));
        new LossyWire(active, passive).Run(Patience);

        Assert.Equal((DtlsState.Established, DtlsState.Established), (active.State, passive.State));
    }

    [Fact]
    public void Without_a_common_profile_there_are_no_keys()
    {
        using var active = Begin(DtlsRole.Active, SrtpSuite.AesCm128HmacSha1_80);
        using var passive = Begin(DtlsRole.Passive, SrtpSuite.AesCm128HmacSha1_32);
        new LossyWire(active, passive).Run(Patience);

        Assert.Equal((DtlsState.Failed, DtlsFailure.NoCommonProfile), (passive.State, passive.Failure));
        Assert.Equal((DtlsState.Failed, DtlsFailure.NoCommonProfile), (active.State, active.Failure));
    }

    [Fact]
    public void A_suite_without_a_profile_begins_nothing()
    {
        var settings = new DtlsSettings(DtlsRole.Active, _context.Fingerprint) { Suites = [SrtpSuite.AesCm256HmacSha1_80] };

        Assert.Null(_context.TryBegin(settings, true, Quick, LossyWire.Now, out var failure));
        Assert.Equal(DtlsFailure.NoCommonProfile, failure);
        Assert.Equal(0, _context.LiveHandshakes);
    }

    [Fact]
    public void Nobody_there_is_a_failure_at_the_deadline_and_not_before()
    {
        var now = LossyWire.Now;
        using var active = _context.TryBegin(
            new DtlsSettings(DtlsRole.Active, _context.Fingerprint), true, Quick, now, out _)!;
        active.Start(now);
        Assert.InRange(active.WakeAt, now, now + Quick.FirstTimeout);
        active.Tick(now + Quick.Deadline - 1);
        Assert.Equal(DtlsState.Handshaking, active.State);
        active.Tick(now + Quick.Deadline);

        Assert.Equal((DtlsState.Failed, DtlsFailure.TimedOut), (active.State, active.Failure));
    }

    [Fact]
    public void Rubbish_is_survived_and_a_handshake_after_it_succeeds_or_fails_as_a_value()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var samples = Flights();
        var passive = Begin(DtlsRole.Passive);
        for (var i = 0; i < 100_000; i++)
        {
            var sample = samples[random.Next(samples.Count)];
            var datagram = random.Next(3) == 0 ? new byte[random.Next(1, 200)] : (byte[])sample.Clone();
            if (datagram.Length != sample.Length)
            {
                random.NextBytes(datagram);
            }

            for (var changes = random.Next(4); changes > 0; changes--)
            {
                datagram[random.Next(datagram.Length)] ^= (byte)random.Next(1, 256);
            }

            passive.Take(datagram.AsSpan(0, random.Next(4) == 0 ? random.Next(datagram.Length) : datagram.Length), LossyWire.Now);
            while (passive.TryTakeDatagram(out var answer))
            {
                Assert.InRange(answer.Length, 1, DtlsHandshake.Mtu);
            }

            Assert.False(passive.State == DtlsState.Established, $"seed {seed}, round {i}");
            if (passive.State == DtlsState.Failed)
            {
                passive.Dispose();
                passive = Begin(DtlsRole.Passive);
            }
        }

        passive.Dispose();
        Assert.Equal(0, _context.LiveHandshakes);
    }

    [Theory]
    [InlineData("15fefd0000000000000000" + "0002" + "0228", "a fatal alert")]
    [InlineData("15fefd0000000000000000" + "0002" + "0100", "close_notify")]
    [InlineData("17fefd0000000000000000" + "0005" + "68656c6c6f", "application data")]
    [InlineData("14fefd0000000000000000" + "0001" + "01", "change_cipher_spec")]
    [InlineData("16fefd0000000000000000" + "0010" + "0bffffff000000000000000400000000", "a fragment of a huge certificate")]
    [InlineData("16feff0000000000000000" + "0010" + "01000004000000000000000400000000", "a hello that is none")]
    public void Nothing_ends_the_passive_side_before_a_cookie_came_back(string record, string what)
    {
        using var active = Begin(DtlsRole.Active);
        using var passive = Begin(DtlsRole.Passive, addressProven: false);
        passive.Start(LossyWire.Now);
        for (var i = 0; i < 20; i++)
        {
            passive.Take(Convert.FromHexString(record), LossyWire.Now);
            Assert.True(passive.State == DtlsState.Handshaking, what);
            Assert.False(passive.TryTakeDatagram(out _), what);
        }

        new LossyWire(active, passive).Run(Patience);
        Assert.Equal((DtlsState.Established, DtlsState.Established), (active.State, passive.State));
    }

    [Fact]
    public void Every_way_to_end_frees_what_the_handshake_held()
    {
        for (var i = 0; i < 50; i++)
        {
            using var active = Begin(DtlsRole.Active);
            using var passive = Begin(DtlsRole.Passive);
            if (i % 3 > 0)
            {
                new LossyWire(active, passive).Run(Patience);
            }

            Assert.Equal(2, _context.LiveHandshakes);
            active.Dispose();
            active.Dispose();
            Assert.Equal(1, _context.LiveHandshakes);
        }

        Assert.Equal(0, _context.LiveHandshakes);
    }

    /// <summary>Every datagram of a good handshake, with whoever it is meant for.</summary>
    private List<byte[]> Flights()
    {
        using var active = Begin(DtlsRole.Active);
        using var passive = Begin(DtlsRole.Passive);
        var flights = new List<byte[]>();
        active.Start(LossyWire.Now);
        while (active.State == DtlsState.Handshaking || passive.State == DtlsState.Handshaking)
        {
            while (active.TryTakeDatagram(out var datagram))
            {
                flights.Add(datagram.ToArray());
                passive.Take(flights[^1], LossyWire.Now);
            }

            while (passive.TryTakeDatagram(out var datagram))
            {
                flights.Add(datagram.ToArray());
                active.Take(flights[^1], LossyWire.Now);
            }
        }

        return flights;
    }

    private DtlsHandshake Begin(DtlsRole role, params SrtpSuite[] suites) => Begin(role, true, suites);

    private DtlsHandshake Begin(DtlsRole role, bool addressProven, params SrtpSuite[] suites) =>
        _context.TryBegin(
            new DtlsSettings(role, _context.Fingerprint) { Suites = [.. suites] }, addressProven, Quick, LossyWire.Now, out _)!;

    private DtlsHandshake Begin(DtlsRole role, DtlsFingerprint remote) =>
        _context.TryBegin(new DtlsSettings(role, remote), true, Quick, LossyWire.Now, out _)!;
}
