using System.Text;
using SipEdge.Media.Dtls;

namespace SipEdge.Media.Tests.Dtls;

public sealed class DtlsFingerprintTests
{
    // RFC 8122 §5 shows this one, of sha-256.
    private const string Sample =
        "sha-256 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD";

    [Fact]
    public void A_fingerprint_is_read_and_written_as_it_was()
    {
        Assert.True(DtlsFingerprint.TryParse(Encoding.ASCII.GetBytes(Sample), out var fingerprint));

        Assert.Equal(FingerprintHash.Sha256, fingerprint.Hash);
        Assert.Equal(32, fingerprint.Bytes.Length);
        Assert.Equal((0x12, 0xAD), (fingerprint.Bytes[0], fingerprint.Bytes[31]));
        Assert.Equal(Sample, fingerprint.ToString());
    }

    [Fact]
    public void Names_and_digits_are_taken_in_any_case()
    {
        Assert.True(DtlsFingerprint.TryParse(Encoding.ASCII.GetBytes(Sample), out var upper));
        Assert.True(DtlsFingerprint.TryParse(
            Encoding.ASCII.GetBytes("SHA-256 " + Sample[8..].ToLowerInvariant()), out var lower));

        Assert.Equal(upper, lower);
    }

    [Theory]
    [InlineData(FingerprintHash.Sha256)]
    [InlineData(FingerprintHash.Sha384)]
    [InlineData(FingerprintHash.Sha512)]
    public void Every_hash_survives_its_text(FingerprintHash hash)
    {
        var fingerprint = DtlsFingerprint.Compute(hash, "a certificate"u8);
        Span<byte> text = stackalloc byte[DtlsFingerprint.MaxTextLength];

        Assert.True(fingerprint.TryFormat(text, out var written));
        Assert.True(DtlsFingerprint.TryParse(text[..written], out var read));
        Assert.Equal(fingerprint, read);
        Assert.False(fingerprint.TryFormat(text[..(written - 1)], out _));
        Assert.NotEqual(fingerprint, DtlsFingerprint.Compute(hash, "another"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256 ")]
    [InlineData("sha-256 12:34")]
    [InlineData("sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB")]
    [InlineData("sha-512 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD")]
    [InlineData("sha-256 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AG")]
    [InlineData("sha-256 12 DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD")]
    [InlineData("sha-256 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:00")]
    public void What_is_not_whole_or_not_believed_is_refused(string text)
    {
        Assert.False(DtlsFingerprint.TryParse(Encoding.ASCII.GetBytes(text), out var fingerprint));
        Assert.True(fingerprint.IsNone);
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        var text = Encoding.ASCII.GetBytes(Sample);
        var buffer = new byte[DtlsFingerprint.MaxTextLength];

        Allocations.AssertNone(() =>
        {
            var read = DtlsFingerprint.TryParse(text, out var fingerprint);
            Assert.True(read && fingerprint.TryFormat(buffer, out _));
        });
    }
}
