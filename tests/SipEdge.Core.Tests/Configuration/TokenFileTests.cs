using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

public class TokenFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("token")]
    [InlineData("token\n")]
    [InlineData("token\r\n")]
    public void A_file_written_by_hand_is_the_token(string text)
    {
        var file = Read(text);

        Assert.Equal(("token", null, null, null), (Current(file), file.Since, file.Previous, file.Until));
        Assert.False(file.OverlapsAt(DateTimeOffset.MinValue));
    }

    [Fact]
    public void A_token_by_hand_may_have_spaces() => Assert.Equal("two words", Current(Read("two words\n")));

    [Theory]
    [InlineData("new since 2026-11-21T10:00:00Z\nold until 2026-11-22T10:00:00Z\n")]
    [InlineData("new since 2026-11-21T10:00:00Z\r\nold until 2026-11-22T10:00:00Z\r\n")]
    [InlineData("new since 2026-11-21T10:00:00Z\nold until 2026-11-22T10:00:00Z")]
    public void Two_lines_are_two_tokens_with_their_times(string text)
    {
        var file = Read(text);

        Assert.Equal(("new", "old"), (Current(file), Encoding.ASCII.GetString(file.Previous!.Reveal())));
        Assert.Equal((Now, Now.AddDays(1)), (file.Since, file.Until));
    }

    [Fact]
    public void The_newer_of_two_may_have_been_written_by_hand()
    {
        var file = Read("new\nold until 2026-11-22T10:00:00Z\n");

        Assert.Equal(("new", null, Now.AddDays(1)), (Current(file), file.Since, file.Until));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n", "is empty")]
    [InlineData("\nold until 2026-11-22T10:00:00Z", "is empty")]
    [InlineData("new since yesterday", "after 'since'")]
    [InlineData("new since 2026-11-21", "after 'since'")]
    [InlineData(" since 2026-11-21T10:00:00Z", "after 'since'")]
    [InlineData("new\nold", "second line")]
    [InlineData("new\n", null)]
    [InlineData("new\n\n", "second line")]
    [InlineData("new\nold until soon", "second line")]
    [InlineData("new\n until 2026-11-22T10:00:00Z", "second line")]
    [InlineData("new\nold until 2026-11-22T10:00:00Z\nolder until 2026-11-22T10:00:00Z", "more than two lines")]
    public void What_is_not_of_the_form_is_said_without_repeating_it(string text, string? complaint)
    {
        var read = TokenFile.TryRead(Encoding.ASCII.GetBytes(text), out _, out var why);

        Assert.Equal(complaint is null, read);
        Assert.Contains(complaint ?? string.Empty, why ?? string.Empty, StringComparison.Ordinal);
        Assert.DoesNotContain("soon", why ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rotated_file_holds_both_and_reads_as_it_was_written()
    {
        var rotated = Read("old\n").Rotated("new", Now.AddMilliseconds(300), TimeSpan.FromHours(24));

        const string Written = "new since 2026-11-21T10:00:00Z\nold until 2026-11-22T10:00:01Z\n";
        Assert.Equal(Written, Encoding.ASCII.GetString(rotated.Write()));
        Assert.Equal(Written, Encoding.ASCII.GetString(Read(Written).Write()));
        Assert.True(rotated.OverlapsAt(Now.AddDays(1)));
        Assert.False(rotated.OverlapsAt(Now.AddDays(1).AddSeconds(1)));
    }

    [Fact]
    public void A_second_rotation_ends_the_first_one()
    {
        var twice = Read("oldest").Rotated("old", Now, TimeSpan.FromDays(1)).Rotated("new", Now, TimeSpan.FromDays(1));

        Assert.DoesNotContain("oldest", Encoding.ASCII.GetString(twice.Write()), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_overlap_only_the_new_token_is_left()
    {
        Assert.Equal("new since 2026-11-21T10:00:00Z\n", Encoding.ASCII.GetString(
            Read("old").Rotated("new", Now, TimeSpan.Zero).Write()));
        Assert.Equal("new since 2026-11-21T10:00:00Z\n", Encoding.ASCII.GetString(
            Read("old").Rotated("new", Now, TimeSpan.FromDays(1)).WithoutPrevious().Write()));
    }

    private static TokenFile Read(string text)
    {
        Assert.True(TokenFile.TryRead(Encoding.ASCII.GetBytes(text), out var file, out var why), why);
        return file;
    }

    private static string Current(TokenFile file) => Encoding.ASCII.GetString(file.Current.Reveal());
}
