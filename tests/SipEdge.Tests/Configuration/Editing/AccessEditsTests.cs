using System.Text;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;

namespace SipEdge.Tests.Configuration.Editing;

/// <summary>Steps on the text of a configuration: what comes in, what goes out, and what is refused.</summary>
public class AccessEditsTests
{
    private const string Small = """
        version: 1 # of the format

        # Phones.
        accounts:
          anna:   { password: { file: secrets/anna } }   # reception
          # bert: left in May

        acls:
          office: # Building 2
            addresses:
              - 198.51.100.0/24   # first floor
              # - 203.0.113.0/24  second floor, from June
            accounts: [ anna ] # all of them

          # Nobody yet.
          home:

        domains:
          example.net: { acls: [office] }

        """;

    [Fact]
    public void Every_step_lands_where_it_belongs_and_nothing_else_moves() => Assert.Equal(
        """
        version: 1 # of the format

        # Phones.
        accounts:
          anna:   { password: { file: secrets/anna } }   # reception
          carl:
            password: { file: secrets/carl }
          # bert: left in May

        acls:
          office: # Building 2
            addresses:
              - 198.51.100.0/24   # first floor
              - 192.0.2.7
              # - 203.0.113.0/24  second floor, from June
            accounts: [ anna, carl ] # all of them

          # Nobody yet.
          home:
            addresses:
              - { prefix: "2001:db8::/32", port: 5080, local_port: 5060, transport: udp, direction: inbound }
          guests:
            require: credential

        domains:
          example.net: { acls: [office, home] }
          example.org:
            acls: [home]

        """,
        Edit(Small, steps =>
        {
            steps.AddAccount("carl", null);
            steps.AddAddress("office", Address("192.0.2.7"));
            steps.ListAccount("office", "carl");
            steps.AddAddress("home", new AddressOptions
            {
                Prefix = "2001:db8::/32",
                Port = 5080,
                LocalPort = 5060,
                Transport = SipEdge.Sip.Transport.TransportKind.Udp,
                Direction = GatewayDirection.Inbound,
            });
            steps.AddAcl("guests", RequireMode.Credential);
            steps.AddDomain("Example.ORG.");
            steps.Attach("EXAMPLE.net", "home");
            steps.Attach("example.org", "home");
        }));

    [Fact]
    public void Every_step_taken_twice_is_taken_once()
    {
        var steps = (AccessEdits edits) =>
        {
            edits.AddAcl("home", null);
            edits.AddAddress("home", Address("192.0.2.0/24"));
            edits.AddAccount("carl", null);
            edits.ListAccount("home", "carl");
            edits.AddDomain("example.org");
            edits.Attach("example.org", "home");
        };
        var once = Edit(Small, steps);
        var twice = new AccessEdits(YamlText.Decode(Encoding.UTF8.GetBytes(once)), "/");
        steps(twice);

        Assert.Equal(once, twice.Yaml.Text);
        Assert.All(twice.Changes, static change => Assert.Equal(EditOutcome.AlreadyThere, change.Outcome));
    }

    [Theory]
    [InlineData("- 198.51.100.0/24", "198.51.100.0/24")]
    [InlineData("- \"198.51.100.7\"", "198.51.100.7/32")]
    [InlineData("- 198.51.100.7/32", "198.51.100.7")]
    [InlineData("- { prefix: 198.51.100.7 }", "198.51.100.7")]
    [InlineData("- \"2001:DB8:0::1\"", "2001:db8::1")]
    [InlineData("- prefix: 198.51.100.7", "198.51.100.7")]
    public void An_address_is_the_same_however_it_is_written(string written, string added)
    {
        var text = $"acls:\n  office:\n    addresses:\n      {written}\n";

        Assert.Equal(text, Edit(text, edits => edits.AddAddress("office", Address(added))));
    }

    [Fact]
    public void An_address_with_a_port_is_another_entry_than_one_without()
    {
        const string Text = "acls:\n  office:\n    addresses:\n    - 192.0.2.7\n";

        Assert.Equal(
            Text + "    - { prefix: 192.0.2.7, port: 5080 }\n",
            Edit(Text, edits => edits.AddAddress("office", Address("192.0.2.7") with { Port = 5080 })));
    }

    [Theory]
    [InlineData("acls:", "acls:\n  new:")]
    [InlineData("acls:\n", "acls:\n  new:\n")]
    [InlineData("acls: # none\n", "acls: # none\n  new:\n")]
    [InlineData("acls: {}\n", "acls:\n  new:\n")]
    [InlineData("acls: {} # none\n", "acls: # none\n  new:\n")]
    [InlineData("acls: ~\n", "acls:\n  new:\n")]
    [InlineData("acls:\n\n\nversion: 1\n", "acls:\n  new:\n\n\nversion: 1\n")]
    [InlineData("acls: { a: {} }\n", "acls: { a: {}, new: {} }\n")]
    [InlineData("acls: { a: }\n", "acls: { a: , new: {}}\n")]
    [InlineData("acls:\n    a:\n", "acls:\n    a:\n    new:\n")]
    [InlineData("acls:\n    a:\n      require: ip", "acls:\n    a:\n      require: ip\n    new:")]
    [InlineData("acls:\r\n  a:\r\n", "acls:\r\n  a:\r\n  new:\r\n")]
    [InlineData("acls:\t# tab\n  a:\t\n", "acls:\t# tab\n  a:\t\n  new:\n")]
    [InlineData("\ufeffacls: {}\n", "\ufeffacls:\n  new:\n")]
    [InlineData("version: 1", "version: 1\nacls:\n  new:")]
    [InlineData("version: 1\ntls:\n   a: {}\ndomains:\n", "version: 1\ntls:\n   a: {}\nacls:\n   new:\ndomains:\n")]
    [InlineData("---\nversion: 1\n...\n", "---\nversion: 1\nacls:\n  new:\n...\n")]
    [InlineData("{ \"version\": 1 }", "{ \"version\": 1, acls: { new: {} } }")]
    [InlineData("version: 1\n\n# at the end\n", "version: 1\n\nacls:\n  new:\n\n# at the end\n")]
    public void An_acl_is_added_to_every_way_of_writing(string before, string after)
    {
        // A map that was empty is written anew: braces there were say that the operator likes them only where something is in
        // them.
        Assert.Equal(after, Edit(before, static edits => edits.AddAcl("new", null)));
    }

    [Theory]
    [InlineData("[]", "[new]")]
    [InlineData("[ ]", "[new]")]
    [InlineData("[a]", "[a, new]")]
    [InlineData("[a,]", "[a, new,]")]
    [InlineData("[ a , 'b' ] # c", "[ a , 'b', new ] # c")]
    [InlineData("[\n      a, # first\n      \"b\" # last\n      ]", "[\n      a, # first\n      \"b\", new # last\n      ]")]
    [InlineData("\n    - a\n    - b # c", "\n    - a\n    - b # c\n    - new")]
    [InlineData("\n    - a\n    # c\n", "\n    - a\n    - new\n    # c\n")]
    [InlineData("\n    - >-\n      a\n", "\n    - >-\n      a\n    - new\n")]
    [InlineData("", " [new]")]
    [InlineData(" # c", " [new] # c")]
    [InlineData(" ~", " [new]")]
    public void A_name_is_added_to_every_way_of_writing_a_list(string before, string after) => Assert.Equal(
        $"domains:\n  x.net:\n    acls:{Spaced(after)}\nacls:\n  new:",
        Edit($"domains:\n  x.net:\n    acls:{Spaced(before)}\nacls:\n  new:", static edits => edits.Attach("x.net", "new")));

    [Theory]
    [InlineData("[a]", "[]")]
    [InlineData("[a, b]", "[b]")]
    [InlineData("[b, a]", "[b]")]
    [InlineData("[b, a, c] # c", "[b, c] # c")]
    [InlineData("\n    - a # gone\n    - b # stays", "\n    - b # stays")]
    [InlineData("\n    - b\n    # stays\n    - a", "\n    - b\n    # stays")]
    public void A_name_is_taken_out_with_what_belongs_to_it_alone(string before, string after) => Assert.Equal(
        $"domains:\n  x.net:\n    acls: {after}\nacls:\n  a:\n",
        Edit($"domains:\n  x.net:\n    acls: {before}\nacls:\n  a:\n", static edits => edits.Detach("x.net", "a")));

    [Theory]
    [InlineData("acls: &all { a: {} }\n", "line 1: an anchor")]
    [InlineData("x: &all { a: {} }\nacls: *all\n", "line 2: an anchor")]
    [InlineData("acls: [a]\n", "line 1: 'acls' is a list")]
    [InlineData("acls: text\n", "line 1: 'acls' is a single value")]
    [InlineData("acls: |\n  text\n", "line 1: 'acls' is a single value")]
    [InlineData("acls:\n\ta: {}\n", "to be mended first")]
    [InlineData("acls: { a: {}\n", "to be mended first")]
    [InlineData("acls: {}\nacls: {}\n", "line 2: to be mended first: 'acls' is set already in line 1")]
    [InlineData("version: 1\racls: {}\r", "line 1: a line ends with something else")]
    [InlineData("version: 1\n# \u2028acls: {}\n", "line 2: a line ends with something else")]
    [InlineData("version: 1\n---\nversion: 1\n", "line 2: to be mended first: one document")]
    [InlineData("", "the file is empty")]
    public void What_cannot_be_edited_is_refused_with_its_line(string text, string complaint)
    {
        var refused = Assert.Throws<EditRefusedException>(() => Edit(text, static edits => edits.AddAcl("new", null)));

        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_UTF_8_is_refused() => Assert.Contains(
        "UTF-8", Assert.Throws<EditRefusedException>(() => YamlText.Decode([0xFF, 0xFE, 0x61, 0])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_alias_that_is_not_touched_is_no_hindrance()
    {
        const string Text = "acls:\n  a: &like { require: ip }\n  b: *like\n";

        Assert.Equal(Text + "  new:\n", Edit(Text, static edits => edits.AddAcl("new", null)));
    }

    [Fact]
    public void A_list_behind_an_alias_is_for_a_person_to_change()
    {
        const string Text = "acls:\n  a: { accounts: &all [x] }\n  b: { accounts: *all }\naccounts: { x: {}, y: {} }\n";

        Assert.Contains("line 3: an anchor", Assert.Throws<EditRefusedException>(
            () => Edit(Text, static edits => edits.ListAccount("b", "y"))).Message, StringComparison.Ordinal);
        Assert.Contains("line 2: an anchor", Assert.Throws<EditRefusedException>(
            () => Edit(Text, static edits => edits.ListAccount("a", "y"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("101", "\"101\"")]
    [InlineData("31000000", "\"31000000\"")]
    [InlineData("no", "\"no\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("building 2", "\"building 2\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a#b", "\"a#b\"")]
    [InlineData("*a", "\"*a\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("[x]", "\"[x]\"")]
    [InlineData("büro", "\"büro\"")]
    [InlineData("pbx-2.a_b", "pbx-2.a_b")]
    public void A_name_that_YAML_could_read_otherwise_is_quoted(string name, string written) =>
        Assert.Equal($"acls:\n  {written}:\n", Edit("acls:\n", edits => edits.AddAcl(name, null)));

    [Theory]
    [InlineData("offcie", "there is no ACL 'offcie'; did you mean 'office'?")]
    [InlineData("zzz", "there is no ACL 'zzz'")]
    public void An_unknown_name_is_refused_with_the_nearest(string acl, string complaint) => Assert.Equal(complaint, Assert.Throws<EditRefusedException>(
        () => Edit(Small, edits => edits.Attach("example.net", acl))).Message);

    [Fact]
    public void An_acl_that_asks_for_something_else_already_is_not_changed_behind_ones_back()
    {
        const string Text = "acls:\n  a:\n    require: ip\n";

        Assert.Contains("line 3: ACL a says require: ip", Assert.Throws<EditRefusedException>(
            () => Edit(Text, static edits => edits.AddAcl("a", RequireMode.Any))).Message, StringComparison.Ordinal);
        Assert.Equal(Text, Edit(Text, static edits => edits.AddAcl("a", RequireMode.Ip)));
        Assert.Equal("acls:\n  a:\n    require: any\n", Edit("acls:\n  a:\n", static edits => edits.AddAcl("a", RequireMode.Any)));
    }

    [Fact]
    public void An_account_with_another_password_file_is_not_changed_behind_ones_back()
    {
        Assert.Contains("line 5: account anna has another password", Assert.Throws<EditRefusedException>(
            () => Edit(Small, static edits => edits.AddAccount("anna", "/elsewhere"))).Message, StringComparison.Ordinal);
        Assert.Equal(Small, Edit(Small, static edits => edits.AddAccount("anna", "/secrets/anna")));
    }

    [Fact]
    public void Adding_and_removing_leaves_any_file_as_it_was()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var text = Some(random);
            var added = Edit(text, edits =>
            {
                edits.AddAddress("a", Address("192.0.2.99") with { Port = 5099 });
                edits.Attach("x.net", "b");
            });
            var back = Edit(added, edits =>
            {
                edits.Detach("x.net", "b");
                edits.RemoveAddress("a", Address("192.0.2.99") with { Port = 5099 });
            });

            Assert.True(added.Length > text.Length, $"seed {seed}, round {round}");
            Assert.True(text == back, $"seed {seed}, round {round}:\n{text}\n---\n{back}");
        }
    }

    /// <summary>A file in a random manner, with a list of addresses and one of ACLs that are not empty.</summary>
    private static string Some(Random random)
    {
        string Pick(params string[] ways) => ways[random.Next(ways.Length)];
        var comment = Pick("", " # c", "   # [x, { y: 'z' }]", "\t# tab");
        var gap = Pick("", "\n", "\n# acls: [no]\n", "\n\n  # deep\n");
        var addresses = Pick(
            $"[10.0.0.1]{comment}",
            $"[ 10.0.0.1 , \"10.0.0.2\", {{ prefix: 10.0.0.3, port: 5060 }} ]{comment}",
            $"\n      - 10.0.0.1{comment}\n      - {{ prefix: 10.0.0.2 }}{comment}",
            $"{comment}\n    - 10.0.0.1\n    # between\n    - prefix: 10.0.0.2{comment}\n      port: 5060{comment}",
            $"\n        - '10.0.0.1'{comment}\n");
        var acls = Pick($"[a]{comment}", $"[ a ,\n      c ]{comment}", $"\n      - a{comment}", $"{comment}\n    - a\n    - c{comment}");
        var a = $"acls:{comment}\n  a:{comment}\n    addresses: {addresses}\n{gap}  b: {{}}{comment}\n  c:\n";
        var domains = $"domains:\n  x.net:\n    acls: {acls}\n";
        var text = (random.Next(2) == 0 ? a + gap + domains : domains + gap + a) + Pick("", gap, "unknown_domain: drop");
        text = random.Next(2) == 0 ? text : text.ReplaceLineEndings("\r\n");
        return random.Next(4) == 0 ? "\ufeff" + text : text;
    }

    private static string Spaced(string value) => value.Length == 0 || value[0] is '\n' or ' ' ? value : " " + value;

    private static AddressOptions Address(string prefix) => new() { Prefix = prefix };

    private static string Edit(string text, Action<AccessEdits> steps)
    {
        var edits = new AccessEdits(YamlText.Decode(Encoding.UTF8.GetBytes(text)), "/");
        steps(edits);
        return edits.Yaml.Text;
    }
}
