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

    /// <summary>RFC 6188 §7.1: the same under a key of 256 bits.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void The_key_stream_of_RFC_6188_comes_out(bool hardware)
    {
        var cipher = new AesCounterMode(
            Convert.FromHexString("57F82FE3613FD170A85EC93C40B1F0922EC4CB0DC025B58272147CC438944A98"), hardware);
        var stream = new byte[(0xFF02 * 16)];
        cipher.Apply(0xF0F1F2F3F4F5F6F7, 0xF8F9FAFBFCFD0000, stream);

        Assert.Equal("92BDD28A93C3F52511C677D08B5515A4", Block(stream, 0));
        Assert.Equal("9DA71B2378A854F67050756DED165BAC", Block(stream, 1));
        Assert.Equal("63C4868B7096D88421B563B8C94C9A31", Block(stream, 2));
        Assert.Equal("CEA518C90FD91CED9CBB18C078A54711", Block(stream, 0xFEFF));
        Assert.Equal("3DBC4814F4DA5F00A08772B63C6A046D", Block(stream, 0xFF00));
        Assert.Equal("6EB246913062A16891433E97DD01A57F", Block(stream, 0xFF01));
    }

    /// <summary>By way of one counter block.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void One_block_is_the_block_cipher(bool hardware)
    {
        foreach (var length in new[] { 16, 32 })
        {
            var key = RandomNumberGenerator.GetBytes(length);
            var cipher = new AesCounterMode(key, hardware);
            AssertBlock(cipher, key);
        }
    }

    [Fact]
    public void Both_paths_give_the_same_bytes_at_every_length()
    {
        if (!AesCounterMode.HardwareAvailable)
        {
            return; // one path only; the theories above say which
        }

        var random = new Random(1);
        for (var length = 0; length < 400; length++)
        {
            var key = new byte[length % 2 == 0 ? 16 : 32];
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

    private static void AssertBlock(AesCounterMode cipher, byte[] key)
    {
        var stream = new byte[16];
        cipher.Apply(0x0011223344556677, 0x8899AABBCCDD0000, stream);
        using var aes = Aes.Create();
        aes.Key = key;
        Assert.Equal(
            aes.EncryptEcb(Convert.FromHexString("00112233445566778899AABBCCDD0000"), PaddingMode.None),
            stream);
    }

    private static string Block(byte[] stream, int index) => Convert.ToHexString(stream, 16 * index, 16);
}
