using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using SipEdge.Media.Srtp;

#pragma warning disable CA5350 // the framework's HMAC-SHA1 is the oracle for ours

namespace SipEdge.Media.Tests.Srtp;

public sealed unsafe class HmacSha1Tests
{
    public static TheoryData<bool> Paths => Libcrypto.Available ? [true, false] : [false];

    public static TheoryData<int> Widths
    {
        get
        {
            var widths = new TheoryData<int> { (int)HmacLanes.One };
            if (Avx2.IsSupported)
            {
                widths.Add((int)HmacLanes.Eight);
            }

            if (HmacSha1Batch.Best == HmacLanes.Sixteen)
            {
                widths.Add((int)HmacLanes.Sixteen);
            }

            return widths;
        }
    }

    /// <summary>RFC 2202 §3, cases 1 to 5. Cases 6 and 7 have keys longer than a block, which SRTP never has.</summary>
    [Theory]
    [InlineData("0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B", "Hi There", "B617318655057264E28BC0B6FB378C8EF146BE00")]
    [InlineData("4A656665", "what do ya want for nothing?", "EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79")]
    [InlineData("0C0C0C0C0C0C0C0C0C0C0C0C0C0C0C0C0C0C0C0C", "Test With Truncation", "4C1A03424B55E07FE7F27BE1D58BB9324A9A5A04")]
    public void The_text_vectors_of_RFC_2202_come_out(string key, string message, string digest) =>
        AssertDigest(Convert.FromHexString(key), Encoding.ASCII.GetBytes(message), digest);

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0xDD, "125D7342B9AC11CD91A39AF48AA17B4F63F175D3")]
    [InlineData("0102030405060708090A0B0C0D0E0F10111213141516171819", 0xCD, "4C9007F4026250C6BC8414F9BF50C86C2D7235DA")]
    public void The_binary_vectors_of_RFC_2202_come_out(string key, byte fill, string digest) =>
        AssertDigest(Convert.FromHexString(key), Enumerable.Repeat(fill, 50).ToArray(), digest);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_length_agrees_with_the_framework(bool libcrypto)
    {
        var random = new Random(2);
        var key = new byte[20];
        var digest = new byte[20];
        for (var length = 0; length < 300; length++)
        {
            random.NextBytes(key);
            var message = new byte[length + 4];
            random.NextBytes(message);
            var suffix = BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(length));
            HmacSha1.Compute(new HmacSha1Key(key), message.AsSpan(0, length), suffix, digest, libcrypto);
            Assert.Equal(HMACSHA1.HashData(key, message), digest);
            HmacSha1.Compute(new HmacSha1Key(key), message.AsSpan(0, length), null, digest, libcrypto);
            Assert.Equal(HMACSHA1.HashData(key, message.AsSpan(0, length)), digest);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_batch_of_any_size_and_mixture_agrees_with_the_framework(int lanes)
    {
        const int room = 2048;
        var random = new Random(3);
        var memory = (byte*)NativeMemory.Alloc(128 * room);
        for (var count = 0; count <= 100; count++)
        {
            var jobs = new HmacJob[count];
            var expected = new byte[count][];
            for (var i = 0; i < count; i++)
            {
                var key = new byte[20];
                random.NextBytes(key);
                var length = random.Next(4) == 0 ? random.Next(1500) : 172;
                var message = new Span<byte>(memory + (i * room), room);
                random.NextBytes(message[..length]);
                var suffix = (uint)random.Next();
                expected[i] = HMACSHA1.HashData(key, (byte[])[.. message[..length], .. BigEndian(suffix)]);
                jobs[i].Key = new HmacSha1Key(key);
                jobs[i].Data = memory + (i * room);
                jobs[i].Blocks = Sha1Padding.Write(message, length, suffix, length);
            }

            HmacSha1Batch.Compute(jobs, (HmacLanes)lanes);
            for (var i = 0; i < count; i++)
            {
                var digest = new byte[20];
                for (var word = 0; word < 5; word++)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * word), jobs[i].Digest[word]);
                }

                Assert.Equal(expected[i], digest);
            }
        }

        NativeMemory.Free(memory);
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void AssertDigest(byte[] key, byte[] message, string expected)
    {
        var digest = new byte[20];
        foreach (var libcrypto in Paths)
        {
            HmacSha1.Compute(new HmacSha1Key(key), message, null, digest, libcrypto);
            Assert.Equal(expected, Convert.ToHexString(digest));
        }
    }
}
