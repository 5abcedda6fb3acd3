using System.Buffers;
using System.Text;
using SipEdge.Sip.Messages;
using Xunit.Abstractions;

namespace SipEdge.Sip.Tests.Messages;

/// <summary>
/// Valid messages, mutated by seed: nothing throws, and what the parser calls complete is looked at again by slow code that
/// shares nothing with it.
/// </summary>
public sealed class ParserFuzzTests(ITestOutputHelper output)
{
    private const int Iterations = 200_000;

    private static readonly string[] Splices =
    [
        "\r\n", "\r", "\n", "\0", " ", "\t", ":", ";", ",", "\"", "<", ">", "\\", "=", "@", "?", "%", "[", "]",
        "\r\n ", "\r\n\r\n",
        "Content-Length: 3\r\n", "l:0\r\n", "Via: ", "SIP/2.0", "SIP/2.0/UDP ", ";tag=", ";branch=", "99999999999999999999",
        "-1", "\u00ff",
        "X: y\r\n", "*", "sip:", "tel:+1", "\"\\", ": :", "Contact: *\r\n",
    ];

    [Fact]
    public void Mutated_messages_never_throw_and_complete_ones_hold_up()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] samples = [SampleMessages.Invite, SampleMessages.Ok, SampleMessages.Options];
        var slots = new HeaderSlot[SipParser.MaxHeaders];
        var complete = 0;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var message = Mutate(samples[random.Next(samples.Length)], random);
            var status = SipParser.Parse(message, slots, ParseLimits.Default, out var view);
            Touch(view);
            if (status == ParseStatus.Complete)
            {
                complete++;
                var complaint = Recheck(message, view);
                Assert.True(complaint is null,
                    $"seed {seed}, iteration {iteration}: {complaint}\n{Encoding.Latin1.GetString(message)}");
            }

            CheckFramer(message, status, view, seed, iteration);
        }

        output.WriteLine($"{complete} of {Iterations} were complete");
        Assert.InRange(complete, Iterations / 100, Iterations - (Iterations / 100));
    }

    [Fact]
    public void Noise_never_throws()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var slots = new HeaderSlot[8];
        for (var iteration = 0; iteration < 20_000; iteration++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            SipParser.Parse(noise, slots, ParseLimits.Default, out var view);
            Touch(view);
            TouchViews(noise);
            new StreamFramer(ParseLimits.Default).TryFrame(new ReadOnlySequence<byte>(noise), out _);
        }
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var bytes = new List<byte>(sample);
        for (var mutations = random.Next(1, 4); mutations > 0 && bytes.Count > 0; mutations--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Splices[random.Next(Splices.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                case 4:
                    bytes[at] ^= 0x20;
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(20) == 0 ? bytes.Count - at : 1);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Reads everything that a view offers, so that an offset out of range would throw here.</summary>
    private static void Touch(SipMessageView view)
    {
        var via = view.TopVia;
        var sum = view.MethodName.Length + view.RequestUri.Length + view.ReasonPhrase.Length + view.Body.Length
            + view.CallId.Length + view.FromTag.Length + view.ToTag.Length + via.Branch.Length + via.Host.Length
            + via.SentBy.Length + via.Parameters.Length + via.Received.Length + via.Rport.Length + via.Transport.Length;
        foreach (ref readonly var slot in view.Headers)
        {
            sum += view.Name(slot).Length + view.Value(slot).Length;
            foreach (var value in view.Values(slot.Id))
            {
                sum += value.Length;
            }

            if (slot.Id is HeaderId.Contact or HeaderId.Via or HeaderId.From)
            {
                TouchViews(view.Value(slot));
            }
        }

        Assert.True(sum >= 0);
    }

    private static void TouchViews(ReadOnlySpan<byte> bytes)
    {
        if (NameAddressView.TryParse(bytes, out var address))
        {
            address.TryGetParameter("expires"u8, out _);
            if (SipUriView.TryParse(address.Uri, out var uri))
            {
                uri.TryGetParameter("transport"u8, out _);
            }
        }

        if (ViaView.TryParse(bytes, out var via))
        {
            via.TryGetParameter("maddr"u8, out _);
        }
    }

    /// <summary>What is wrong with calling this message complete; null when nothing is.</summary>
    private static string? Recheck(byte[] message, SipMessageView view)
    {
        var text = Encoding.Latin1.GetString(message).TrimStart('\r', '\n');
        var skipped = message.Length - text.Length;
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return "no empty line";
        }

        var head = text[..(end + 2)];
        var unfolded = head.Replace("\r\n ", "   ", StringComparison.Ordinal).Replace("\r\n\t", "   ", StringComparison.Ordinal);
        var lines = unfolded[..^2].Split("\r\n");
        if (lines.Any(l => l.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0))
        {
            return "a bare CR, LF or NUL";
        }

        if (lines.Length - 1 != view.Headers.Length)
        {
            return $"{lines.Length - 1} header lines, {view.Headers.Length} slots";
        }

        var names = lines.Skip(1).Select(l => l.Split(':')[0].TrimEnd(' ', '\t')).ToArray();
        var values = lines.Skip(1).Select(l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(' ', '\t')).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0 || names[i].Any(c => c is <= ' ' or >= (char)127 || "()<>@,;:\\\"/[]?={}".Contains(c)))
            {
                return $"name '{names[i]}'";
            }

            if (Encoding.Latin1.GetString(view.Name(view.Headers[i])) != names[i])
            {
                return $"slot {i} is not '{names[i]}'";
            }
        }

        foreach (var (longName, shortName) in new[] { ("from", "f"), ("to", "t"), ("call-id", "i"), ("cseq", "cseq") })
        {
            var count = names.Count(n => n.ToLowerInvariant() is var l && (l == longName || l == shortName));
            if (count != 1)
            {
                return $"{count} of {longName}";
            }
        }

        var body = text.Length - end - 4;
        var lengths = names.Zip(values)
            .Where(h => h.First.ToLowerInvariant() is "content-length" or "l").Select(h => h.Second).ToArray();
        if (lengths.Length > 1)
        {
            return "several lengths";
        }

        var expected = lengths.Length == 0 ? body : int.Parse(lengths[0], System.Globalization.CultureInfo.InvariantCulture);
        if (expected > body || view.Body.Length != expected)
        {
            return $"body {view.Body.Length}, not {expected} of {body}";
        }

        return view.Body.SequenceEqual(message.AsSpan(skipped + end + 4, expected)) ? null : "another body";
    }

    /// <summary>On a stream the framer must cut a complete message where the parser ends it.</summary>
    private static void CheckFramer(byte[] message, ParseStatus status, SipMessageView view, int seed, int iteration)
    {
        var framer = new StreamFramer(ParseLimits.Default);
        var buffer = new ReadOnlySequence<byte>(message);
        var frame = framer.TryFrame(buffer, out var length);
        if (frame is FrameStatus.LineBreak or FrameStatus.Ping || status != ParseStatus.Complete)
        {
            return;
        }

        var where = $"seed {seed}, iteration {iteration}: {frame} {framer.Refusal}";
        if (!view.Has(HeaderId.ContentLength))
        {
            Assert.True(framer.Refusal == ParseStatus.MissingContentLength, where);
            return;
        }

        Assert.True(frame == FrameStatus.Message, where);
        var slots = new HeaderSlot[SipParser.MaxHeaders];
        var again = SipParser.Parse(message.AsSpan(0, (int)length), slots, ParseLimits.Default, out var cut);
        Assert.True(again == ParseStatus.Complete && cut.Body.SequenceEqual(view.Body), where);
        Assert.True(message.AsSpan(0, (int)length).EndsWith(cut.Body), where);
    }
}
