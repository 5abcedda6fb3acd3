using System.Buffers.Binary;
using System.Text;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// Sine tones as telephones carry them (8000 Hz, G.711 µ-law or 16 bit), and how much of what was heard is the tone.
/// </summary>
internal static class Tone
{
    public const int SampleRate = 8000;

    public static short[] Samples(int frequency, int first, int count)
    {
        var samples = new short[count];
        for (var i = 0; i < count; i++)
        {
            samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * frequency * (first + i) / SampleRate));
        }

        return samples;
    }

    /// <summary>The share of the energy that lies at the frequency: 1 for the tone alone, 0 for silence.</summary>
    public static double Share(ReadOnlySpan<short> samples, int frequency)
    {
        var omega = 2 * Math.PI * frequency / SampleRate;
        double real = 0, imaginary = 0, energy = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            real += samples[i] * Math.Cos(omega * i);
            imaginary += samples[i] * Math.Sin(omega * i);
            energy += (double)samples[i] * samples[i];
        }

        return energy == 0 ? 0 : 2 * ((real * real) + (imaginary * imaginary)) / (samples.Length * energy);
    }

    /// <summary>ITU-T G.711 µ-law.</summary>
    public static byte Encode(short sample)
    {
        const int Bias = 0x84;
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), 32635) + Bias;
        var exponent = 31 - int.LeadingZeroCount(magnitude) - 7;
        return (byte)~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F));
    }

    public static short Decode(byte code)
    {
        var bits = ~code & 0xFF;
        var magnitude = ((((bits & 0x0F) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    /// <summary>A one-channel 16-bit WAV file.</summary>
    public static void WriteWave(string path, ReadOnlySpan<short> samples)
    {
        using var file = new BinaryWriter(File.Create(path), Encoding.ASCII);
        file.Write("RIFF"u8);
        file.Write(36 + (samples.Length * 2));
        file.Write("WAVEfmt "u8);
        file.Write(16);
        file.Write((short)1);
        file.Write((short)1);
        file.Write(SampleRate);
        file.Write(SampleRate * 2);
        file.Write((short)2);
        file.Write((short)16);
        file.Write("data"u8);
        file.Write(samples.Length * 2);
        foreach (var sample in samples)
        {
            file.Write(sample);
        }
    }

    /// <summary>The samples of such a file.</summary>
    public static short[] ReadWave(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var data = bytes.AsSpan(44);
        var samples = new short[data.Length / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(2 * i)..]);
        }

        return samples;
    }
}
