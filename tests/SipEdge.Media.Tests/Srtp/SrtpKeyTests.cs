using System.Security.Cryptography;
using System.Text;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

public sealed class SrtpKeyTests
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData(SrtpSuite.AesCm128HmacSha1_80, "AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10)]
    [InlineData(SrtpSuite.AesCm128HmacSha1_32, "AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10)]
    [InlineData(SrtpSuite.AesCm256HmacSha1_80, "AES_256_CM_HMAC_SHA1_80", 32, 14, 10, 10)]
    [InlineData(SrtpSuite.AesCm256HmacSha1_32, "AES_256_CM_HMAC_SHA1_32", 32, 14, 4, 10)]
    [InlineData(SrtpSuite.AeadAes128Gcm, "AEAD_AES_128_GCM", 16, 12, 16, 16)]
    [InlineData(SrtpSuite.AeadAes256Gcm, "AEAD_AES_256_GCM", 32, 12, 16, 16)]
    public void Names_and_sizes_are_those_of_the_standards(
        SrtpSuite suite, string name, int key, int salt, int tag, int rtcpTag)
    {
        Assert.Equal(name, Encoding.ASCII.GetString(SrtpSuites.Name(suite)));
        Assert.Equal(key, SrtpSuites.KeyLength(suite));
        Assert.Equal(salt, SrtpSuites.SaltLength(suite));
        Assert.Equal(key + salt, SrtpSuites.KeyAndSaltLength(suite));
        Assert.Equal(tag, SrtpSuites.TagLength(suite));
        Assert.Equal(rtcpTag, SrtpSuites.RtcpTagLength(suite));
    }

    [Fact]
    public void A_suite_is_found_by_its_exact_name()
    {
        foreach (var suite in SrtpSuites.All)
        {
            Assert.Equal(suite, SrtpSuites.Find(SrtpSuites.Name(suite)));
        }

        Assert.Equal(SrtpSuite.None, SrtpSuites.Find("aes_cm_128_hmac_sha1_80"u8));
        Assert.Equal(SrtpSuite.None, SrtpSuites.Find("F8_128_HMAC_SHA1_80"u8));
        Assert.Equal(SrtpSuite.None, SrtpSuites.Find(default));
        Assert.True(SrtpSuites.Name(SrtpSuite.None).IsEmpty);
        Assert.Equal(0, SrtpSuites.KeyAndSaltLength(SrtpSuite.None));
    }

    [Fact]
    public void A_key_takes_exactly_the_bytes_of_its_suite()
    {
        for (var suite = SrtpSuite.AesCm128HmacSha1_80; suite <= SrtpSuite.AeadAes256Gcm; suite++)
        {
            var bytes = RandomNumberGenerator.GetBytes(SrtpSuites.KeyAndSaltLength(suite));
            var key = SrtpKey.Create(suite, bytes);
            Assert.Equal(bytes, key.KeyAndSalt);
            Assert.Equal(bytes.AsSpan(0, SrtpSuites.KeyLength(suite)), key.MasterKey);
            Assert.Equal(bytes.AsSpan(SrtpSuites.KeyLength(suite)), key.MasterSalt);
            Assert.Throws<ArgumentException>(() => SrtpKey.Create(suite, bytes.AsSpan(1)));
            Assert.Throws<ArgumentException>(() => SrtpKey.Create(suite, [.. bytes, 0]));
            Assert.NotEqual(key, SrtpKey.Random(suite));
        }

        Assert.Throws<ArgumentException>(() => SrtpKey.Create(SrtpSuite.None, default));
        Assert.Throws<ArgumentException>(() => SrtpKey.Random(SrtpSuite.None));
    }

    [Fact]
    public void A_derived_key_comes_again_and_differs_by_line_generation_suite_and_secret()
    {
        var all = new HashSet<string>();
        for (var suite = SrtpSuite.AesCm128HmacSha1_80; suite <= SrtpSuite.AeadAes256Gcm; suite++)
        {
            for (var line = 0u; line < 4; line++)
            {
                for (var generation = 0u; generation < 4; generation++)
                {
                    var key = SrtpKey.Derive(Secret, line, generation, suite);
                    Assert.Equal(key, SrtpKey.Derive(Secret, line, generation, suite));

                    // No key is the beginning of another's bytes either.
                    Assert.True(all.Add(Convert.ToHexString(key.KeyAndSalt[..16])));
                }
            }
        }

        Assert.NotEqual(
            SrtpKey.Derive(Secret, 0, 0, SrtpSuite.AeadAes256Gcm),
            SrtpKey.Derive(RandomNumberGenerator.GetBytes(32), 0, 0, SrtpSuite.AeadAes256Gcm));
        Assert.Throws<ArgumentException>(() => SrtpKey.Derive(Secret, 0, 0, SrtpSuite.None));
    }

    [Fact]
    public void Deriving_allocates_nothing() =>
        Allocations.AssertNone(() => SrtpKey.Derive(Secret, 1, 2, SrtpSuite.AeadAes256Gcm));
}
