using System.Buffers.Binary;
using SipEdge.Media.Announcements;

namespace SipEdge.Media.Tests.Announcements;

public sealed class AnnouncementFileTests
{
    private static readonly byte[] Samples = [.. Enumerable.Range(0, 801).Select(i => (byte)((i * 7) + 3))];

    [Theory]
    [InlineData(6, G711Law.A)]
    [InlineData(7, G711Law.Mu)]
    public void A_WAV_of_G711_is_read(int tag, G711Law law)
    {
        var clip = Read("hello.wav", Wav(tag, 8000, 1, 8));

        Assert.Equal(law, clip.Law);
        Assert.Equal(Samples, clip.Samples(law).ToArray());
        Assert.Equal(TimeSpan.FromSeconds(801 / 8000.0), clip.Duration);
    }

    [Fact]
    public void Chunks_before_the_samples_are_skipped_also_those_of_odd_length()
    {
        var wav = Wav(6, 8000, 1, 8, extra: [.. "LIST"u8, 5, 0, 0, 0, 1, 2, 3, 4, 5, 0]);

        Assert.Equal(Samples, Read("x.wav", wav).Samples(G711Law.A).ToArray());
    }

    [Fact]
    public void A_WAV_written_to_a_pipe_goes_on_to_the_end_of_the_file()
    {
        var wav = Wav(7, 8000, 1, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(wav.Length - Samples.Length - 4), uint.MaxValue);

        Assert.Equal(Samples.Length, Read("x.wav", wav).Length);
    }

    [Theory]
    [InlineData(1u, G711Law.Mu, false)]
    [InlineData(27u, G711Law.A, false)]
    [InlineData(27u, G711Law.A, true)]
    public void An_AU_of_G711_is_read(uint encoding, G711Law law, bool unknownLength)
    {
        var clip = Read("hello.au", Au(encoding, 8000, 1, unknownLength ? uint.MaxValue : (uint)Samples.Length));

        Assert.Equal(law, clip.Law);
        Assert.Equal(Samples, clip.Samples(law).ToArray());
    }

    [Theory]
    [InlineData("x.al", G711Law.A)]
    [InlineData("x.alaw", G711Law.A)]
    [InlineData("/a/b.c/x.PCMA", G711Law.A)]
    [InlineData("x.ul", G711Law.Mu)]
    [InlineData("x.ulaw", G711Law.Mu)]
    [InlineData("x.pcmu", G711Law.Mu)]
    public void A_file_without_a_header_is_what_its_name_says(string name, G711Law law)
    {
        var clip = Read(name, Samples);

        Assert.Equal((law, Samples.Length), (clip.Law, clip.Length));
    }

    [Theory]
    [InlineData(1, 44100, 2, 16, "16-bit PCM, 44100 Hz, stereo")]
    [InlineData(1, 8000, 1, 16, "16-bit PCM, 8000 Hz, mono")]
    [InlineData(3, 48000, 1, 32, "32-bit float, 48000 Hz, mono")]
    [InlineData(6, 16000, 1, 8, "A-law, 16000 Hz, mono")]
    [InlineData(7, 8000, 2, 8, "mu-law, 8000 Hz, stereo")]
    [InlineData(85, 8000, 6, 0, "WAV format tag 85, 8000 Hz, 6 channels")]
    public void Another_WAV_is_refused_with_what_it_is_and_what_to_do(int tag, int rate, int channels, int bits, string found)
    {
        var problem = Problem("/etc/sipedge/hello.wav", Wav(tag, rate, channels, bits));

        Assert.Equal(
            $"it is {found}; accepted is A-law or mu-law of 8 kHz, mono, as .wav, .au or raw .al/.ul. "
            + "Convert it: sox hello.wav -r 8000 -c 1 -e a-law hello.alaw.wav",
            problem);
    }

    [Fact]
    public void Other_files_are_refused_by_name()
    {
        Assert.Contains("it is an MP3;", Problem("x.al", [.. "ID3"u8, 4, 0, 0]));
        Assert.Contains("it is an Ogg;", Problem("x.ogg", "OggS...."u8.ToArray()));
        Assert.Contains("it is a FLAC;", Problem("x.flac", "fLaC...."u8.ToArray()));
        Assert.Contains("it is an MP4;", Problem("x.m4a", "\0\0\0 ftypM4A "u8.ToArray()));
        Assert.Contains("neither a known header nor a known ending", Problem("x.g711", Samples));
        Assert.Contains("AU encoding 23, 8000 Hz, mono", Problem("x.au", Au(23, 8000, 1, 4)));
        Assert.Contains("16-bit PCM, 8000 Hz, stereo", Problem("x.au", Au(3, 8000, 2, 4)));
        Assert.Contains("a RIFF file that is no WAVE", Problem("x.wav", "RIFF\0\0\0\0AVI "u8.ToArray()));
    }

    [Fact]
    public void An_empty_one_and_one_of_more_than_ten_minutes_are_refused()
    {
        Assert.Equal("it holds no samples", Problem("x.al", []));
        Assert.Equal("it lasts 600 s; the longest is 600 s", Problem("x.al", new byte[(600 * 8000) + 1]));
        Assert.Equal(600 * 8000, Read("x.al", new byte[600 * 8000]).Length);
    }

    [Fact]
    public void No_prefix_and_no_changed_byte_is_a_surprise()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        byte[][] files = [Wav(6, 8000, 1, 8), Au(1, 8000, 1, 801)];
        foreach (var file in files)
        {
            for (var length = 0; length < 80; length++)
            {
                Check(file.AsSpan(0, length));
            }

            for (var run = 0; run < 5000; run++)
            {
                var changed = file.ToArray();
                changed[random.Next(60)] = (byte)random.Next(256);
                Check(changed);
            }
        }

        void Check(ReadOnlySpan<byte> content)
        {
            var read = AnnouncementFile.TryRead("x.wav", content, out var clip, out var problem);
            Assert.True(read ? clip is { Length: > 0 } && problem is null : clip is null && problem is not null, $"seed {seed}");
        }
    }

    private static AnnouncementClip Read(string name, byte[] content)
    {
        Assert.True(AnnouncementFile.TryRead(name, content, out var clip, out var problem), problem);
        return clip!;
    }

    private static string Problem(string name, byte[] content)
    {
        Assert.False(AnnouncementFile.TryRead(name, content, out _, out var problem));
        return problem!;
    }

    private static byte[] Wav(int tag, int rate, int channels, int bits, byte[]? extra = null)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write("RIFF"u8);
        writer.Write(0);
        writer.Write("WAVEfmt "u8);
        writer.Write(18);
        writer.Write((ushort)tag);
        writer.Write((ushort)channels);
        writer.Write(rate);
        writer.Write(rate * channels);
        writer.Write((ushort)channels);
        writer.Write((ushort)bits);
        writer.Write((ushort)0);
        writer.Write(extra ?? []);
        writer.Write("data"u8);
        writer.Write(Samples.Length);
        writer.Write(Samples);
        return memory.ToArray();
    }

    private static byte[] Au(uint encoding, uint rate, uint channels, uint length)
    {
        var file = new byte[28 + Samples.Length];
        ".snd"u8.CopyTo(file);
        uint[] words = [28, length, encoding, rate, channels];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + (4 * i)), words[i]);
        }

        Samples.CopyTo(file, 28);
        return file;
    }
}
