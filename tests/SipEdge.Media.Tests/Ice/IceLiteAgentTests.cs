using SipEdge.Media.Ice;

namespace SipEdge.Media.Tests.Ice;

public sealed class IceLiteAgentTests
{
    private const ushort Port = 40_000;
    private static readonly UInt128 Here = new(0, 0xFFFF_C000_0201);
    private static readonly UInt128 There = new(0x2001_0DB8_0000_0000, 9);

    private readonly IceSettings _settings = new(IceCredentials.Random(), IceCredentials.Random());
    private readonly IceLiteAgent _agent;
    private readonly IceCheck _check;
    private readonly byte[] _response = new byte[IceLiteAgent.MaxResponse];
    private uint _number;

    public IceLiteAgentTests()
    {
        _agent = new IceLiteAgent(_settings);
        _check = new IceCheck(new IceSettings(_settings.Remote, _settings.Local));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_check_is_answered_with_the_address_it_came_from(bool ipv6)
    {
        var address = ipv6 ? There : Here;
        var outcome = Take(_check, address, out var written);

        Assert.Equal(IceOutcome.Checked, outcome);
        Assert.Equal(StunStatus.Ok, StunMessage.Read(_response.AsSpan(0, written), out var response));
        Assert.Equal(StunClass.Response, response.Class);
        Assert.Equal((address, Port), (response.MappedAddress, response.MappedPort));
        Assert.True(response.HasRightFingerprint());
        Assert.True(response.IsAuthentic(_settings.Local.Password));
    }

    [Fact]
    public void Use_candidate_nominates()
    {
        Assert.Equal(IceOutcome.Nominated, Take(_check with { UseCandidate = true }, Here, out _));
    }

    [Theory]
    [InlineData("password", 401)]
    [InlineData("remote fragment", 401)]
    [InlineData("reversed fragments", 401)]
    [InlineData("no username", 400)]
    [InlineData("no integrity", 400)]
    [InlineData("controlled", 487)]
    [InlineData("unknown attribute", 420)]
    public void What_is_wrong_is_refused_and_moves_nothing(string what, int code)
    {
        var (local, remote) = (_settings.Local, _settings.Remote);
        var check = _check with { UseCandidate = true };
        check = what switch
        {
            "password" => check with { Password = remote.Password.ToArray() },
            "remote fragment" => check with { Username = [.. local.Fragment, .. ":abcdefgh"u8] },
            "reversed fragments" => check with { Username = [.. remote.Fragment, (byte)':', .. local.Fragment] },
            "no username" => check with { WithUsername = false },
            "no integrity" => check with { WithIntegrity = false },
            "controlled" => check with { Role = StunAttribute.IceControlled },
            _ => check with { ExtraAttribute = 0x7001 },
        };

        Assert.Equal(IceOutcome.Refused, Take(check, Here, out var written));
        Assert.Equal(StunStatus.Ok, StunMessage.Read(_response.AsSpan(0, written), out var response));
        Assert.Equal((StunClass.ErrorResponse, code), (response.Class, response.ErrorCode));

        // Only who proved himself gets an answer that is proven; for anybody else there is no common secret.
        Assert.Equal(code > 401, response.IsAuthentic(local.Password));
        Assert.True(response.HasRightFingerprint());
    }

    [Fact]
    public void An_unproven_request_gets_no_longer_answer_than_itself()
    {
        var bare = _check with { WithIntegrity = false, WithUsername = false, Role = null };
        var request = bare.Write(1);

        // Header, PRIORITY and FINGERPRINT: as long as the answer. Without PRIORITY it is shorter, and not answered.
        Assert.Equal(IceOutcome.Refused, _agent.Take(request, Here, Port, _response, out var written));
        Assert.InRange(written, 1, request.Length);

        Span<byte> shorter = stackalloc byte[StunMessage.MaxLength];
        var writer = new StunWriter(shorter, StunWriter.Request, new byte[StunMessage.TransactionIdLength]);
        writer.AddFingerprint();
        Assert.Equal(IceOutcome.Ignored, _agent.Take(shorter[..writer.Length], Here, Port, _response, out written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Indications_responses_and_what_has_no_fingerprint_are_passed_over()
    {
        IceCheck[] checks =
        [
            _check with { Type = 0x0011 }, _check with { Type = 0x0101 }, _check with { Type = 0x0111 },
            _check with { Type = 0x0003 }, _check with { WithFingerprint = false },
        ];
        foreach (var check in checks)
        {
            Assert.Equal(IceOutcome.Ignored, Take(check, Here, out var written));
            Assert.Equal(0, written);
        }
    }

    [Fact]
    public void A_nomination_sent_again_from_elsewhere_moves_nothing()
    {
        var nomination = (_check with { UseCandidate = true }).Write(7);
        Assert.Equal(IceOutcome.Nominated, _agent.Take(nomination, Here, Port, _response, out _));

        Assert.Equal(IceOutcome.Refused, _agent.Take(nomination, There, Port, _response, out _));
        Assert.Equal(IceOutcome.Refused, _agent.Take(nomination, Here, Port + 1, _response, out _));

        // The peer's own retransmission and its next check do.
        Assert.Equal(IceOutcome.Nominated, _agent.Take(nomination, Here, Port, _response, out _));
        Assert.Equal(IceOutcome.Nominated, Take(_check with { UseCandidate = true }, There, out _));
    }

    [Fact]
    public void A_check_is_answered_without_allocating()
    {
        var check = (_check with { UseCandidate = true }).Write(1);
        var wrong = (_check with { Password = new byte[24] }).Write(2);

        Allocations.AssertNone(() =>
        {
            _agent.Take(check, Here, Port, _response, out _);
            _agent.Take(wrong, Here, Port, _response, out _);
        });
    }

    [Fact]
    public void Whatever_comes_is_a_value_and_nothing_unproven_is_believed()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var check = (_check with { UseCandidate = true }).Write(1);
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = (byte[])check.Clone();
            if (random.Next(4) == 0)
            {
                random.NextBytes(bytes.AsSpan(StunMessage.HeaderLength));
            }

            // Past the header's cookie, so that the walk over the attributes is what is tried.
            var position = random.Next(bytes.Length);
            bytes[position] ^= (byte)random.Next(1, 256);
            var cut = bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length);
            if (cut.Length >= StunMessage.HeaderLength && random.Next(2) == 0)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(
                    cut[2..], (ushort)(cut.Length - StunMessage.HeaderLength));
            }

            // Half of them with a right CRC, so that it is the HMAC that has to see it.
            if (cut.Length >= StunMessage.HeaderLength + 8 && random.Next(2) == 0)
            {
                var crc = Crc32.Compute(cut[..^8]) ^ StunMessage.FingerprintMask;
                System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(cut[^8..], (0x8028_0004UL << 32) | crc);
            }

            if (cut.SequenceEqual(check))
            {
                continue;
            }

            var outcome = _agent.Take(cut, Here, Port, _response, out var written);
            Assert.True(outcome is IceOutcome.Ignored or IceOutcome.Refused, $"seed {seed}, round {i}: {outcome}");
            Assert.InRange(written, 0, cut.Length);
        }
    }

    [Theory]
    [InlineData("abcd", "0123456789012345678901", true)]
    [InlineData("ab/+", "01234567890123456789/+", true)]
    [InlineData("abc", "0123456789012345678901", false)]
    [InlineData("abcd", "012345678901234567890", false)]
    [InlineData("ab d", "0123456789012345678901", false)]
    [InlineData("abcd", "012345678901234567890:", false)]
    public void Credentials_follow_the_grammar(string fragment, string password, bool valid)
    {
        Assert.Equal(valid, IceCredentials.TryCreate(
            System.Text.Encoding.ASCII.GetBytes(fragment), System.Text.Encoding.ASCII.GetBytes(password), out var credentials));
        Assert.Equal(valid, credentials is not null);
    }

    [Fact]
    public void Random_credentials_differ_fit_the_grammar_and_hide_the_password()
    {
        var (one, other) = (IceCredentials.Random(), IceCredentials.Random());

        Assert.NotEqual(one, other);
        Assert.True(IceCredentials.TryCreate(one.Fragment, one.Password, out var copy));
        Assert.Equal(one, copy);
        Assert.DoesNotContain(System.Text.Encoding.ASCII.GetString(one.Password), one.ToString());
    }

    private IceOutcome Take(IceCheck check, UInt128 address, out int written) =>
        _agent.Take(check.Write(++_number), address, Port, _response, out written);
}
