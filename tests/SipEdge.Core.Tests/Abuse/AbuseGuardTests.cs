using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;
using static SipEdge.Core.Tests.Abuse.AbuseFixture;

namespace SipEdge.Core.Tests.Abuse;

public sealed class AbuseGuardTests
{
    private const long Minute = 60_000;

    private readonly AbuseFixture _fixture = new();

    private AbuseGuard Guard => _fixture.Guard;

    [Theory]
    [InlineData(StrangerAddress, 100)]
    [InlineData(KnownAddress, 20_000)]
    [InlineData(TrunkAddress, 40_000)]
    [InlineData(TrunkNetworkAddress, 40_000)]
    [InlineData("2001:db8::1", 100)]
    public void Each_kind_of_source_has_its_burst(string address, int burst)
    {
        var source = Udp(address);
        for (var message = 0; message < burst; message++)
        {
            Assert.Equal(GateVerdict.Pass, _fixture.Check(source, 1));
        }
        Assert.Equal(GateVerdict.RateLimited, _fixture.Check(source, 1));
        Assert.Equal(1, Guard.Counts.DroppedRateLimited);
    }

    [Fact]
    public void The_addresses_of_a_trunk_share_its_bucket_and_a_reload_keeps_its_level()
    {
        var slow = new TrunkLimitOptions { MessagesPerSecond = 1, Burst = 10 };
        var fixture = new AbuseFixture(trunk: slow);
        for (var message = 0; message < 10; message++)
        {
            Assert.Equal(GateVerdict.Pass, fixture.Check(Udp(message % 2 == 0 ? TrunkAddress : TrunkNetworkAddress), 1));
        }
        Assert.Equal(GateVerdict.RateLimited, fixture.Check(Udp(TrunkAddress), 1));

        fixture.Guard.Apply(Compile(trunk: slow), 1);
        Assert.Equal(GateVerdict.RateLimited, fixture.Check(Udp(TrunkNetworkAddress), 1));
        Assert.Equal(GateVerdict.Pass, fixture.Check(Udp(TrunkNetworkAddress), 1_001));
    }

    [Fact]
    public void A_new_rate_counts_from_the_next_message()
    {
        var stranger = Udp(StrangerAddress);
        for (var message = 0; message < 100; message++)
        {
            _fixture.Check(stranger, 1);
        }
        Assert.Equal(GateVerdict.RateLimited, _fixture.Check(stranger, 1));
        Guard.Apply(
            Compile(new SecurityOptions { Rates = new SourceRateOptions { Stranger = new RateOptions(1_000, 10_000) } }), 1);
        Assert.Equal(GateVerdict.Pass, _fixture.Check(stranger, 1));
    }

    [Fact]
    public void Ten_wrong_passwords_ban_a_stranger_and_the_ban_ends()
    {
        var stranger = Udp(StrangerAddress);
        _fixture.Fail(stranger, 9, 1);
        Assert.Equal(GateVerdict.Pass, _fixture.Check(stranger, 1));
        _fixture.Fail(stranger, 1, 1);

        Assert.Equal(GateVerdict.Banned, _fixture.Check(stranger, 2));
        Assert.Equal(GateVerdict.Banned, _fixture.Check(Tcp(StrangerAddress), (10 * Minute)));
        Assert.Equal(GateVerdict.Pass, _fixture.Check(stranger, (10 * Minute) + 1));
        var begun = Assert.Single(_fixture.Records);
        Assert.Equal(
            ("ban_begun", StrangerAddress, "wrong_password", 10, null),
            (begun.Event, begun.Source, begun.Reason, begun.Evidence, begun.Dropped));

        Guard.Sweep((10 * Minute) + 1);
        Guard.Sweep((10 * Minute) + 2);
        Assert.Equal(("ban_ended", 2L), (_fixture.Records[1].Event, _fixture.Records[1].Dropped));
        Assert.Equal(2, _fixture.Records.Count);
        Assert.Equal((0, 1L, 2L), (Guard.Counts.BansInForce, Guard.Counts.BansBegun, Guard.Counts.DroppedBanned));
    }

    [Fact]
    public void What_was_under_way_when_the_ban_began_does_not_make_it_longer()
    {
        _fixture.Fail(Tcp(StrangerAddress), 10_000, 1);
        Assert.Equal(1 + (10 * Minute), Assert.Single(Guard.Bans(1)).Ends);
        Assert.Single(_fixture.Records);
    }

    [Fact]
    public void A_ban_of_one_source_is_no_ban_of_its_neighbours()
    {
        _fixture.Fail(Udp(StrangerAddress), 10, 1);
        _fixture.Fail(Udp("2001:db8:1:2::1"), 10, 1);

        Assert.Equal(GateVerdict.Pass, _fixture.Check(Udp("192.0.2.78"), 2));
        Assert.Equal(GateVerdict.Banned, _fixture.Check(Udp("2001:db8:1:2::99"), 2));
        Assert.Equal(GateVerdict.Pass, _fixture.Check(Udp("2001:db8:1:3::1"), 2));
        Assert.Equal("2001:db8:1:2::/64", _fixture.Records[1].Source);
    }

    [Fact]
    public void Who_comes_back_is_banned_for_twice_as_long()
    {
        var stranger = Udp(StrangerAddress);
        var now = 1L;
        foreach (var minutes in (int[])[10, 20, 40, 80, 160, 320, 640, 1_280, 1_440, 1_440])
        {
            _fixture.Fail(stranger, 10, now);
            var ban = Assert.Single(Guard.Bans(now));
            Assert.Equal(now + (minutes * Minute), ban.Ends);
            now = ban.Ends;
            Guard.Sweep(now);
        }

        // A day after the last one ended it is forgotten.
        now += (1_440 * Minute) + Minute;
        _fixture.Fail(stranger, 10, now);
        Assert.Equal(now + (10 * Minute), Assert.Single(Guard.Bans(now)).Ends);
    }

    [Theory]
    [InlineData(TrunkAddress)]
    [InlineData(TrunkNetworkAddress)]
    [InlineData(KnownAddress)]
    public void A_configured_address_is_not_banned_by_a_hundred_thousand_failures(string address)
    {
        for (var failure = 0; failure < 100_000; failure++)
        {
            Guard.Weigh(failure % 2 == 0 ? Udp(address) : Tcp(address), ReasonCode.WrongPassword, failure);
        }

        Assert.Empty(Guard.Bans(100_000));
        Assert.Equal(GateVerdict.Pass, _fixture.Check(Udp(address), 100_000));
        var record = Assert.Single(_fixture.Records); // once an hour
        Assert.Equal(("known_source_misbehaves", address), (record.Event, record.Source));
        Assert.True(Guard.Counts.KnownMisbehaved > 1_000);
    }

    [Fact]
    public void A_proven_phone_is_not_banned_by_what_can_be_forged()
    {
        var phone = Udp(StrangerAddress);
        Guard.Proven(phone, 1);
        _fixture.Fail(phone, 100_000, 2);
        Assert.Equal(GateVerdict.Pass, _fixture.Check(phone, 3));
        Assert.Equal("known_source_misbehaves", Assert.Single(_fixture.Records).Event);

        // An hour later it has to prove itself anew.
        _fixture.Fail(phone, 100, 62 * Minute);
        Assert.Equal(GateVerdict.Banned, _fixture.Check(phone, 62 * Minute));
    }

    [Fact]
    public void What_cannot_be_forged_bans_a_proven_source_too()
    {
        Guard.Proven(Tcp(StrangerAddress), 1);
        _fixture.Fail(Tcp(StrangerAddress), 10, 2);
        Assert.Equal(GateVerdict.Banned, _fixture.Check(Tcp(StrangerAddress), 3));
    }

    [Fact]
    public void A_right_answer_wipes_the_slate()
    {
        var office = Tcp(StrangerAddress);
        for (var round = 0; round < 1_000; round++)
        {
            _fixture.Fail(office, 9, 1);
            Guard.Proven(office, 1);
        }
        Assert.Empty(Guard.Bans(1));
    }

    [Theory]
    [InlineData(ReasonCode.CredentialsMissing)]
    [InlineData(ReasonCode.StaleNonce)]
    [InlineData(ReasonCode.ForgedNonce)]
    [InlineData(ReasonCode.NonceTableFull)]
    [InlineData(ReasonCode.NoRoute)]
    [InlineData(ReasonCode.UnknownDialog)]
    public void What_honest_phones_do_weighs_nothing(ReasonCode reason)
    {
        _fixture.Fail(Tcp(StrangerAddress), 10_000, 1, reason);
        Assert.Empty(Guard.Bans(1));
    }

    [Fact]
    public void An_unknown_user_weighs_what_a_wrong_password_does() => Assert.Equal(
        (FailureWeights.Of(ReasonCode.WrongPassword, true), FailureWeights.Of(ReasonCode.WrongPassword, false)),
        (FailureWeights.Of(ReasonCode.UnknownUser, true), FailureWeights.Of(ReasonCode.UnknownUser, false)));

    [Fact]
    public void A_scanner_is_banned_at_once_over_a_connection_and_by_its_second_datagram()
    {
        Guard.Weigh(Tcp(StrangerAddress), ReasonCode.Scanner, 1);
        Guard.Weigh(Udp("192.0.2.78"), ReasonCode.Scanner, 1);
        Assert.Equal(GateVerdict.Banned, _fixture.Check(Tcp(StrangerAddress), 1));
        Assert.Equal(GateVerdict.Pass, _fixture.Check(Udp("192.0.2.78"), 1));
        Guard.Weigh(Udp("192.0.2.78"), ReasonCode.Scanner, 1);
        Assert.Equal(GateVerdict.Banned, _fixture.Check(Udp("192.0.2.78"), 1));
    }

    [Fact]
    public void A_ban_by_hand_stands_above_everything_and_can_be_lifted()
    {
        var trunk = Udp(TrunkAddress);
        Guard.Proven(trunk, 1);
        Assert.True(Guard.TryBan(Prefix("203.0.113.0/24"), TimeSpan.FromHours(1), "unpaid", 1));
        Assert.Equal(GateVerdict.Banned, _fixture.Check(trunk, 2));
        Guard.Apply(_fixture.Model, 2);
        Assert.Equal(GateVerdict.Banned, _fixture.Check(trunk, 2));

        Assert.Null(Guard.Lift(Prefix("203.0.113.5")));
        Assert.NotNull(Guard.Lift(Prefix("203.0.113.0/24")));
        Assert.Equal(GateVerdict.Pass, _fixture.Check(trunk, 3));
        Assert.Equal(["ban_begun", "ban_ended"], _fixture.Records.Select(record => record.Event));
        Assert.All(_fixture.Records, record => Assert.Equal(("203.0.113.0/24", "banned", "unpaid"), (record.Source, record.Reason, record.Note)));
    }

    [Fact]
    public void A_ban_of_the_edges_own_does_not_hide_one_by_hand_around_it()
    {
        var model = TestOptions.Compile(TestOptions.Edge(
            ("office", new AclOptions { Addresses = [TestOptions.Address("2001:db8::5")] })));
        var guard = new AbuseGuard(model, _fixture, TimeProvider.System);
        guard.Weigh(Tcp("2001:db8::77"), ReasonCode.Scanner, 1);
        Assert.Equal(GateVerdict.Pass, guard.Check(Udp("2001:db8::5"), 500, 2)); // the neighbour's ban is not the office's

        Assert.True(guard.TryBan(Prefix("2001:db8::/32"), TimeSpan.FromHours(1), null, 3));
        Assert.Equal(GateVerdict.Banned, guard.Check(Udp("2001:db8::5"), 500, 4));
    }

    [Fact]
    public void An_ipv6_network_around_the_mapped_addresses_bans_no_ipv4()
    {
        Guard.TryBan(Prefix("::/0"), TimeSpan.FromHours(1), null, 1);
        Assert.Equal(GateVerdict.Pass, _fixture.Check(Udp(StrangerAddress), 2));
        Assert.Equal(GateVerdict.Banned, _fixture.Check(Udp("2001:db8::1"), 2));
    }

    [Fact]
    public void What_a_reload_makes_known_is_not_banned_any_more()
    {
        var guard = new AbuseGuard(EdgeModel.Default, _fixture, TimeProvider.System);
        for (var failure = 0; failure < 10; failure++)
        {
            guard.Weigh(Udp(TrunkAddress), ReasonCode.WrongPassword, 1);
        }
        Assert.Equal(GateVerdict.Banned, guard.Check(Udp(TrunkAddress), 1, 1));
        guard.Apply(_fixture.Model, 1);
        Assert.Equal(GateVerdict.Pass, guard.Check(Udp(TrunkAddress), 1, 1));
        Assert.Empty(guard.Bans(1));
    }

    [Fact]
    public void A_network_that_is_banned_leaves_the_known_address_in_it_alone_unless_by_hand()
    {
        // The stranger shares the /64 of a configured address.
        var model = SipEdge.Core.Tests.Configuration.TestOptions.Compile(SipEdge.Core.Tests.Configuration.TestOptions.Edge(
            ("six", new AclOptions { Addresses = [SipEdge.Core.Tests.Configuration.TestOptions.Address("2001:db8:1:2::5")] })));
        var guard = new AbuseGuard(model, _fixture, TimeProvider.System);
        for (var failure = 0; failure < 10; failure++)
        {
            guard.Weigh(Udp("2001:db8:1:2::66"), ReasonCode.WrongPassword, 1);
        }
        Assert.Equal(GateVerdict.Banned, guard.Check(Udp("2001:db8:1:2::66"), 1, 1));
        Assert.Equal(GateVerdict.Pass, guard.Check(Udp("2001:db8:1:2::5"), 1, 1));
    }

    [Fact]
    public void The_table_of_bans_is_bounded_and_a_ban_by_hand_finds_room()
    {
        var fixture = new AbuseFixture(new SecurityOptions { Bans = new BanOptions { Entries = 100 } });
        for (var source = 0u; source < 1_000; source++)
        {
            fixture.Fail(Udp(0x0B000000 + source), 10, 1);
        }
        Assert.Equal((100, 100, 900L), (fixture.Guard.Bans(1).Length, fixture.Guard.Counts.BansInForce, fixture.Guard.Counts.BansRefused));

        Assert.True(fixture.Guard.TryBan(Prefix("192.0.2.0/24"), TimeSpan.FromHours(1), null, 1));
        Assert.Equal(GateVerdict.Banned, fixture.Check(Udp(StrangerAddress), 1));
        Assert.Equal(100, fixture.Guard.LiftAll(1));
        Assert.Equal(GateVerdict.Pass, fixture.Check(Udp(StrangerAddress), 1));
    }

    [Fact]
    public void A_flood_has_one_record_a_minute_for_its_source()
    {
        var stranger = Udp(StrangerAddress);
        for (var now = 1L; now <= 3 * Minute; now += 10)
        {
            _fixture.Check(stranger, now);
            _fixture.Check(stranger, now);
            Guard.Sweep(now);
        }
        Guard.Close(3 * Minute);
        Assert.InRange(_fixture.Records.Count, 3, 4);
        Assert.All(_fixture.Records, record => Assert.Equal(("rate_limited", StrangerAddress, "udp"), (record.Event, record.Source, record.Transport)));
        Assert.Equal(Guard.Counts.DroppedRateLimited, _fixture.Records.Sum(record => record.Dropped));
    }

    [Fact]
    public void A_flood_from_everywhere_has_a_bounded_number_of_records()
    {
        var fixture = new AbuseFixture(new SecurityOptions { Rates = new SourceRateOptions { Stranger = new RateOptions(1, 1) } });
        for (var source = 0u; source < 20_000; source++)
        {
            fixture.Check(Udp(0x0B000000 + source), 1);
            fixture.Check(Udp(0x0B000000 + source), 1);
        }
        fixture.Guard.Sweep(Minute + 1);
        Assert.Equal(1_001, fixture.Records.Count);
        Assert.Equal(20_000, fixture.Records.Sum(record => record.Dropped));
        Assert.Equal(19_000, Assert.Single(fixture.Records, record => record.Source == "others").Dropped);
    }

    [Fact]
    public void Who_forges_the_address_of_a_trunk_fills_no_disk()
    {
        var forged = Enumerable.Range(0, 100_000).Count(_ => Guard.MayRecord(Udp(TrunkAddress), 1));
        Assert.Equal((5_000, 95_000L), (forged, Guard.Counts.RecordsSpared));
        Assert.True(Guard.MayRecord(Tcp(TrunkAddress), 1));
        Assert.Equal(500, Enumerable.Range(0, 100_000).Count(_ => Guard.MayRecord(Udp(TrunkAddress), 1_001)));
    }

    [Fact]
    public void Strangers_share_a_budget_of_records_and_known_sources_have_their_own()
    {
        var strangers = Enumerable.Range(0, 10_000).Count(source => Guard.MayRecord(Udp(0x0B000000 + (uint)source), 1));
        Assert.Equal((500, 9_500L), (strangers, Guard.Counts.RecordsSpared));
        Assert.True(Guard.MayRecord(Udp(TrunkAddress), 1));
        Guard.Proven(Udp(StrangerAddress), 1);
        Assert.True(Guard.MayRecord(Udp(StrangerAddress), 1));
    }

    [Fact]
    public void Without_automatic_bans_nobody_is_banned_but_by_hand()
    {
        var fixture = new AbuseFixture(new SecurityOptions { Bans = new BanOptions { Automatic = false } });
        fixture.Fail(Tcp(StrangerAddress), 1_000, 1, ReasonCode.Scanner);
        Assert.Equal(GateVerdict.Pass, fixture.Check(Udp(StrangerAddress), 1));
    }

    [Fact]
    public void A_million_spoofed_sources_neither_ban_the_trunk_nor_forget_the_phone_nor_allocate()
    {
        Guard.Proven(Udp(StrangerAddress), 1);
        _fixture.Check(Udp(TrunkAddress), 1);
        var bytes = Guard.Sources.Bytes;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var source = 0u; source < 1_000_000; source++)
        {
            _fixture.Check(Udp(0x0B000000 + source), 2);
            Guard.Weigh(Udp(0x0B000000 + source), ReasonCode.UnknownSource, 2);
        }

        // Not a byte for each: what is left is this thread's buffer, retired when another test's collection came in between.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Equal(bytes, Guard.Sources.Bytes);
        Assert.False(Guard.IsStranger(Udp(StrangerAddress), 3));
        Assert.Equal(GateVerdict.Pass, _fixture.Check(Udp(StrangerAddress), 3));
        Assert.Equal(GateVerdict.Pass, _fixture.Check(Udp(TrunkAddress), 3));
        Assert.Empty(_fixture.Records);
    }

    [Fact]
    public void The_gate_allocates_nothing()
    {
        Guard.TryBan(Prefix("192.0.2.99"), TimeSpan.FromHours(1), null, 1);
        Flow[] sources = [Udp(TrunkAddress), Udp(KnownAddress), Udp(StrangerAddress), Udp("192.0.2.99"), Tcp("2001:db8::1")];
        var now = 1L;
        Allocations.AssertNone(() =>
        {
            now++;
            foreach (var source in sources)
            {
                Guard.Check(source, 500, now);
                Guard.IsStranger(source, now);
                Guard.Proven(source, now);
            }
        });
    }

    private static AddressPrefix Prefix(string text)
    {
        Assert.True(AddressPrefix.TryParse(text, out var prefix, out var why), why);
        return prefix;
    }
}
