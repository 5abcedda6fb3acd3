using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Relay;

/// <summary>A key that a side had, lost and has again: no index is sent twice under it, and none taken twice.</summary>
public sealed class ReturningKeyTests
{
    private static readonly SrtpKey FromPhone = SrtpKey.Random(SrtpSuite.AeadAes128Gcm);
    private static readonly SrtpKey ToPhone = SrtpKey.Random(SrtpSuite.AeadAes128Gcm);
    private static readonly StreamSettings Secure = Settings(FromPhone, ToPhone);
    private static readonly StreamSettings Plain = Settings(SrtpKey.None, SrtpKey.None);
    private static readonly StreamSettings Other =
        Settings(SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80), SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_key_that_comes_back_counts_on(bool otherKeyBetween, bool atOnce)
    {
        using var fixture = new StepsFixture();
        fixture.Configure(MediaSide.A, Plain with { Remote = StepsFixture.PeerA });
        fixture.Configure(MediaSide.B, Secure);
        Assert.Equal(1, SendToB(1));
        var recorded = TestPackets.WithRoom(TestPackets.Rtp(2, 1));
        Assert.Equal(SrtpStatus.Ok, new SrtpContext(FromPhone).Protect(recorded, TestPackets.Rtp(2, 1).Length, out var length));
        Assert.Equal(1, SendFromB());

        var between = otherKeyBetween ? Other : Plain;
        if (atOnce)
        {
            fixture.ConfigureAtOnce(MediaSide.B, between, Secure);
        }
        else
        {
            fixture.Configure(MediaSide.B, between);
            Assert.Equal(1, SendToB(2));
            fixture.Configure(MediaSide.B, Secure);
        }

        Assert.Equal(0, SendToB(1));
        Assert.Equal(1, fixture.B.SendFailed);
        Assert.Equal(0, SendFromB());
        Assert.Equal(1, fixture.B.RejectedReplayed);
        Assert.Equal(1, SendToB(3));

        int SendToB(ushort sequence)
        {
            fixture.Receive(MediaSide.A, StepsFixture.PeerA, TestPackets.Rtp(1, sequence));
            return fixture.Relay();
        }

        int SendFromB()
        {
            fixture.Receive(MediaSide.B, StepsFixture.PeerB, recorded.AsSpan(0, length));
            return fixture.Relay();
        }
    }

    [Fact]
    public void The_contexts_of_one_offer_are_all_remembered_and_their_number_is_bounded()
    {
        var contexts = default(KeyedContexts);
        var first = SrtpKey.Random(SrtpSuite.AeadAes128Gcm);
        Assert.True(contexts.TryReplace(first));
        Assert.False(contexts.TryReplace(first));
        var kept = contexts.Current;
        for (var i = 1; i < SrtpSuites.All.Length; i++)
        {
            Assert.True(contexts.TryReplace(SrtpKey.Random(SrtpSuites.All[i])));
        }

        Assert.True(contexts.TryReplace(SrtpKey.None));
        Assert.Null(contexts.Current);
        Assert.True(contexts.TryReplace(first));
        Assert.Same(kept, contexts.Current);
        for (var i = 0; i < 20; i++)
        {
            contexts.TryReplace(SrtpKey.Random(SrtpSuite.AeadAes128Gcm));
        }

        contexts.TryReplace(first);
        Assert.NotSame(kept, contexts.Current);
    }

    private static StreamSettings Settings(in SrtpKey receive, in SrtpKey send) =>
        new(StepsFixture.PeerB, MediaEndpoint.None, receive, send, LatchMode.Off);
}
