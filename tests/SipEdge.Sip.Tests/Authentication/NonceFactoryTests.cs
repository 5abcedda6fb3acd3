using System.Text;
using SipEdge.Sip.Authentication;

namespace SipEdge.Sip.Tests.Authentication;

public sealed class NonceFactoryTests
{
    private const long Lifetime = 60_000;
    private readonly NonceFactory _factory = new("0123456789abcdef"u8, Lifetime);

    [Fact]
    public void A_nonce_is_valid_for_its_time_and_then_stale()
    {
        var nonce = Write(1000);

        Assert.Equal(NonceFactory.NonceLength, nonce.Length);
        Assert.Equal(NonceStatus.Valid, _factory.Check(nonce, "r"u8, 1000));
        Assert.Equal(NonceStatus.Valid, _factory.Check(nonce, "r"u8, 1000 + Lifetime - 1));
        Assert.Equal(NonceStatus.Stale, _factory.Check(nonce, "r"u8, 1000 + Lifetime));
    }

    [Fact]
    public void Two_nonces_of_the_same_moment_differ() => Assert.NotEqual(Write(5), Write(5));

    [Fact]
    public void A_nonce_belongs_to_its_realm_and_key()
    {
        var nonce = Write(1000);

        Assert.Equal(NonceStatus.Forged, _factory.Check(nonce, "other"u8, 1000));
        Assert.Equal(NonceStatus.Forged, new NonceFactory("fedcba9876543210"u8, Lifetime).Check(nonce, "r"u8, 1000));
        Assert.Equal(NonceStatus.Valid, new NonceFactory("0123456789abcdef"u8, Lifetime).Check(nonce, "r"u8, 1000));
    }

    [Fact]
    public void Any_change_makes_it_forged()
    {
        var nonce = Write(1000);
        for (var i = 0; i < nonce.Length; i++)
        {
            var changed = (byte[])nonce.Clone();
            changed[i] = changed[i] == (byte)'0' ? (byte)'1' : (byte)'0';
            Assert.Equal(NonceStatus.Forged, _factory.Check(changed, "r"u8, 1000));
        }

        Assert.Equal(NonceStatus.Forged, _factory.Check(nonce.AsSpan(1), "r"u8, 1000));
        Assert.Equal(NonceStatus.Forged, _factory.Check(default, "r"u8, 1000));
        Assert.Equal(NonceStatus.Forged,
            _factory.Check("not hexadecimal at all, but of the right length exactly!"u8, "r"u8, 1000));
    }

    [Fact]
    public void One_nonce_has_one_spelling()
    {
        var upper = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Write(1000)).ToUpperInvariant());

        Assert.Equal(NonceStatus.Forged, _factory.Check(upper, "r"u8, 1000));
    }

    [Fact]
    public void Too_little_room_or_too_long_a_realm_writes_nothing()
    {
        Assert.Equal(0, _factory.Write(new byte[NonceFactory.NonceLength - 1], 0, "r"u8));
        Assert.Equal(0, _factory.Write(new byte[NonceFactory.NonceLength], 0, new byte[NonceFactory.MaxRealmLength + 1]));
        Assert.Equal(NonceStatus.Forged, _factory.Check(Write(0), new byte[NonceFactory.MaxRealmLength + 1], 0));
    }

    [Fact]
    public void Writing_and_checking_allocate_nothing()
    {
        var nonce = new byte[NonceFactory.NonceLength];
        Allocations.AssertNone(() =>
        {
            _factory.Write(nonce, 1000, "r"u8);
            Assert.True(_factory.Check(nonce, "r"u8, 1001) == NonceStatus.Valid);
        });
    }

    private byte[] Write(long now)
    {
        var nonce = new byte[NonceFactory.NonceLength];
        Assert.Equal(nonce.Length, _factory.Write(nonce, now, "r"u8));
        return nonce;
    }
}
