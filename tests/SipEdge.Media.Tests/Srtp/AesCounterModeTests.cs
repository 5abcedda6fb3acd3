using System.Security.Cryptography;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

public sealed class AesCounterModeTests
{
    public static TheoryData<bool> Paths => AesCounterMode.HardwareAvailable ? [true, false] : [false];

    /// <summary>RFC 3711 B.2: the key stream at the start, and around block 0xFF00.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void The_key_stream_of_RFC_3711_appendix_B2_comes_out(bool hardware)
    {
        var cipher = new AesCounterMode(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"), hardware);
        var stream = new byte[(0xFF02 * 16)];
        cipher.Apply(0xF0F1F2F3F4F5F6F7, 0xF8F9FAFBFCFD0000, stream);

        Assert.Equal("E03EAD0935C95E80E166B16DD92B4EB4", Block(stream, 0));
        Assert.Equal("D23513162B02D0F72A43A2FE4A5F97AB", Block(stream, 1));
        Assert.Equal("41E95B3BB0A2E8DD477901E4FCA894C0", Block(stream, 2));
        Assert.Equal("EC8CDF7398607CB0F2D21675EA9EA1E4", Block(stream, 0xFEFF));
        Assert.Equal("362B7C3C6773516318A077D7FC5073AE", Block(stream, 0xFF00));
        Assert.Equal("6A2CC3787889374FBEB4C81B17BA6C44", Block(stream, 0xFF01));
    }

    /// <summary>FIPS 197 appendix A.1 and B by way of one counter block.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void One_block_is_the_block_cipher(bool hardware)
    {
        var cipher = new AesCounterMode(Convert.FromHexString("000102030405060708090A0B0C0D0E0F"), hardware);
        var stream = new byte[16];
        cipher.Apply(0x0011223344556677, 0x8899AABBCCDD0000, stream);
        using var aes = Aes.Create();
        aes.Key = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
        Assert.Equal(
            aes.EncryptEcb(Convert.FromHexString("00112233445566778899AABBCCDD0000"), PaddingMode.None),
            stream);
    }

    [Fact]
    public void Both_paths_give_the_same_bytes_at_every_length()
    {
        if (!AesCounterMode.HardwareAvailable)
        {
            return; // one path only; the theories above say which
        }

        var random = new Random(1);
        var key = new byte[16];
        for (var length = 0; length < 400; length++)
        {
            random.NextBytes(key);
            var data = new byte[length];
            random.NextBytes(data);
            var portable = (byte[])data.Clone();
            var high = (ulong)random.NextInt64();
            var low = (ulong)random.NextInt64() & ~0xFFFFUL;
            new AesCounterMode(key, hardware: true).Apply(high, low, data);
            new AesCounterMode(key, hardware: false).Apply(high, low, portable);
            Assert.Equal(portable, data);
        }
    }

    private static string Block(byte[] stream, int index) => Convert.ToHexString(stream, 16 * index, 16);
}
